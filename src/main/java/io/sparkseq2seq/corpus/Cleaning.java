package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.filter.Pair;
import io.sparkseq2seq.filter.PairFilter;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Repairs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is done to each pair for itself, whatever the others are: its text is repaired and normalized, and the rules
 * judge it, those of its own input before those of all.
 *
 * @param settings of the job
 * @param normalizer of both sides
 * @param repairs before it
 */
record Cleaning(PreprocessSettings settings, Normalizer normalizer, Repairs repairs) {
    private static final String CLEAN = "clean";
    private static final StructType CLEANED = new StructType()
            .add(Pairs.SOURCE, DataTypes.StringType)
            .add(Pairs.TARGET, DataTypes.StringType)
            .add(MadeRepairs.COLUMN, DataTypes.IntegerType, false);

    static Cleaning of(PreprocessSettings settings) {
        return new Cleaning(
                settings, new Normalizer(settings.lowercase(), settings.chinese()), Repairs.of(settings.repair()));
    }

    /** Pairs with both sides repaired and normalized, and {@link MadeRepairs#COLUMN what was repaired}. */
    Dataset<Row> normalize(Dataset<Row> pairs) {
        var normal = normalizer;
        var mend = repairs;
        var cleaned = udf(
                (UDF2<String, String, Row>) (source, target) -> {
                    var made = new MadeRepairs();
                    return RowFactory.create(
                            source == null ? null : normal.normalize(made.repair(source, mend)),
                            target == null ? null : normal.normalize(made.repair(target, mend)),
                            made.bits());
                },
                CLEANED);
        return pairs.withColumn(CLEAN, cleaned.apply(col(Pairs.SOURCE), col(Pairs.TARGET)))
                .withColumn(Pairs.SOURCE, col(CLEAN).getField(Pairs.SOURCE))
                .withColumn(Pairs.TARGET, col(CLEAN).getField(Pairs.TARGET))
                .withColumn(MadeRepairs.COLUMN, col(CLEAN).getField(MadeRepairs.COLUMN))
                .drop(CLEAN);
    }

    /**
     * Normalized pairs with the reason to drop them, or null.
     *
     * @param starts the first id of each input
     */
    Dataset<Row> judge(Dataset<Row> normalized, List<Long> starts) {
        var reasons = new ArrayList<Column>();
        for (int i = 0; i < settings.inputs().size(); i++) {
            var rules = settings.inputs().get(i).filters();
            if (!rules.isEmpty()) {
                reasons.add(when(Origin.isOf(i, starts), reason(rules)));
            }
        }
        reasons.add(reason(settings.filters()));
        return normalized
                .withColumn(Rejections.REASON, coalesce(reasons.toArray(Column[]::new)))
                .withColumn(Rejections.OF, Rejections.NO_OTHER);
    }

    /** The first reason that rules give: those of Java between two conditions of SQL are one function. */
    private static Column reason(List<FilterRule> rules) {
        var reasons = new ArrayList<Column>();
        var run = new ArrayList<FilterRule>();
        for (var rule : rules) {
            if (rule instanceof FilterRule.Where where) {
                reasons.add(reason(FilterChain.of(run)));
                run.clear();
                reasons.add(when(expr(where.drop()), lit(where.title())));
            } else {
                run.add(rule);
            }
        }
        reasons.add(reason(FilterChain.of(run)));
        return coalesce(reasons.toArray(Column[]::new));
    }

    private static Column reason(FilterChain chain) {
        return udf(
                        (UDF2<String, String, String>) (source, target) -> chain.drops(new Pair(source, target))
                                .map(PairFilter::name)
                                .orElse(null),
                        DataTypes.StringType)
                .apply(col(Pairs.SOURCE), col(Pairs.TARGET));
    }

    /**
     * Looks at all rules before anything is read.
     *
     * @throws UserException for a rule whose name others have, a class that is no rule, and a condition that is not one
     *     over both sides of a pair, the same on every run
     */
    void check(SparkSession spark) {
        check(settings.filters(), spark);
        settings.inputs().forEach(input -> check(input.filters(), spark));
    }

    /**
     * Throws the user's error instead of what a job has thrown that judges pairs, where a condition of SQL is to blame.
     */
    void blame(Exception thrown) {
        var rules = Stream.concat(
                settings.inputs().stream().flatMap(input -> input.filters().stream()), settings.filters().stream());
        Condition.blame(
                rules.filter(FilterRule.Where.class::isInstance)
                        .map(rule -> ((FilterRule.Where) rule).drop())
                        .distinct()
                        .toList(),
                thrown);
    }

    private static void check(List<FilterRule> rules, SparkSession spark) {
        for (var filter : FilterChain.of(rules).filters()) {
            checkName(filter.name());
        }
        for (var rule : rules) {
            if (rule instanceof FilterRule.Where where) {
                checkName(where.title());
                new Condition(where.drop()).check(spark);
            }
        }
    }

    private static void checkName(String name) {
        if (name == null || name.isBlank() || Rejections.RESERVED.contains(name)) {
            throw new UserException(
                    "a rule is called '" + name + "', as something else is that drops pairs",
                    "preprocess.filters",
                    "Give it a name of its own, which samples and counts are listed under.");
        }
    }
}
