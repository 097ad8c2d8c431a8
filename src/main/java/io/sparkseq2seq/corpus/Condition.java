package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.expr;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.SparkThrowableHelper;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentCatalog;
import org.apache.spark.sql.catalyst.expressions.CurrentDatabase;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.CurrentUser;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.TimeZoneAwareExpression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * A condition of Spark's SQL over both sides of one pair, by which a rule drops it.
 *
 * @param sql as the user gave it
 */
record Condition(String sql) {
    private static final StructType SIDES =
            new StructType().add(Pairs.SOURCE, DataTypes.StringType).add(Pairs.TARGET, DataTypes.StringType);

    /** Where Spark reads and writes files. */
    private static final List<String> FILES =
            List.of("org.apache.spark.sql.execution.datasources.", "org.apache.spark.storage.", "org.apache.hadoop.");

    private static final String ANSI = "spark.sql.ansi.enabled";
    private static final String LEGACY = "spark.sql.legacy.";
    private static final String ZONE = "spark.sql.session.timeZone";

    /** Texts that Spark takes for another time each day. */
    private static final Set<String> DAYS = Set.of("now", "today", "tomorrow", "yesterday");

    /**
     * Looks at it before anything is read.
     *
     * @throws UserException when it is not one over both sides of a pair, the same for all pairs of a run
     */
    void check(SparkSession spark) {
        var plan = analyzed(spark);
        // Windows, aggregates and subqueries would look at other pairs, too.
        boolean isOfOnePair = plan instanceof Project project
                && project.child().children().isEmpty()
                && project.expressions().forall(expression -> !SubqueryExpression.hasSubquery(expression));
        if (!isOfOnePair || !plan.expressions().forall(Expression::deterministic)) {
            throw new UserException(
                    "a condition is not of one pair, or not the same on every run",
                    "preprocess.filters: where: " + sql,
                    "Leave out what is random, and what looks at other rows.");
        }
    }

    /**
     * What changes whenever the condition may mean something else: a digest of what Spark makes of it; empty where it
     * asks for the time or the session, or calls functions that are not Spark's own.
     */
    String version(SparkSession spark) {
        var expressions = JavaConverters.seqAsJavaList(analyzed(spark).expressions());
        return expressions.stream().anyMatch(expression -> expression.exists(Condition::mayChange))
                ? ""
                : "sha256:"
                        + Checksums.sum(
                                // Typed literals, such as DATE'today', are days already.
                                expressions.stream()
                                        .map(Expression::sql)
                                        .toList()
                                        .toString()
                                        .getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The settings of Spark that may decide what the condition says of a pair, with their values: whether errors of SQL
     * end the job, what users have set back to earlier releases' ways, and, where it deals with times, their zone.
     */
    Map<String, String> settings(SparkSession spark) {
        var settings = new TreeMap<String, String>();
        settings.put(ANSI, spark.conf().get(ANSI));
        JavaConverters.mapAsJavaMap(spark.conf().getAll()).forEach((key, value) -> {
            if (key.startsWith(LEGACY)) {
                settings.put(key, value);
            }
        });
        if (analyzed(spark).expressions().exists(expression -> expression.exists(Condition::isOfAZone))) {
            settings.put(ZONE, spark.conf().get(ZONE));
        }
        return settings;
    }

    private static boolean isOfAZone(Expression expression) {
        return expression instanceof Cast cast ? cast.needsTimeZone() : expression instanceof TimeZoneAwareExpression;
    }

    private static boolean mayChange(Expression expression) {
        return !expression.deterministic()
                || expression instanceof CurrentTimestampLike
                || expression instanceof CurrentDate
                || expression instanceof LocalTimestamp
                || expression instanceof CurrentUser
                || expression instanceof CurrentDatabase
                || expression instanceof CurrentCatalog
                || expression instanceof UserDefinedExpression
                || expression instanceof Cast cast
                        && cast.child() instanceof Literal literal
                        && DAYS.contains(String.valueOf(literal.value()).strip().toLowerCase(Locale.ROOT));
    }

    /**
     * Where conditions judge pairs: throws the error of a condition that Spark could not work out for one of them.
     *
     * @param conditions any of which it may be
     * @param thrown by a job that judges
     * @throws UserException if that is what was thrown; else nothing happens
     */
    static void blame(List<String> conditions, Exception thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof UserException)) {
            cause = cause.getCause();
        }
        // assert_true and raise_error throw the plain one.
        boolean isOfSql = cause.getClass() == RuntimeException.class
                || cause instanceof SparkThrowable error
                        && !(cause instanceof SparkException)
                        && !SparkThrowableHelper.isInternalError(error.getErrorClass());
        if (isOfSql && !isOfFiles(cause) && !conditions.isEmpty()) {
            var why = String.valueOf(cause.getMessage())
                    .strip()
                    .lines()
                    .findFirst()
                    .orElse("");
            throw new UserException(
                            "Spark cannot work out a condition for some pair: " + why.replaceFirst("\\.$", ""),
                            "preprocess.filters: where: " + String.join("; ", conditions),
                            "Write it so that it holds for any two texts, such as with try_element_at or coalesce.")
                    .because(thrown);
        }
    }

    /** Whether it was thrown where files are read or written, or memory was taken, in the same jobs. */
    private static boolean isOfFiles(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof Error
                || Arrays.stream(cause.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .anyMatch(name -> FILES.stream().anyMatch(name::startsWith));
    }

    private LogicalPlan analyzed(SparkSession spark) {
        try {
            var judged =
                    spark.createDataFrame(List.of(), SIDES).select(expr(sql).as(Rejections.REASON));
            if (judged.schema().apply(0).dataType() != DataTypes.BooleanType) {
                throw notUnderstood(
                        "it is " + judged.schema().apply(0).dataType().simpleString());
            }
            return judged.queryExecution().analyzed();
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw notUnderstood(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private UserException notUnderstood(String why) {
        return new UserException(
                "Spark does not understand the condition: "
                        + why.strip().lines().findFirst().orElse(""),
                "preprocess.filters: where: " + sql,
                "Give a condition of SQL over source and target, such as length(target) > 500.");
    }
}
