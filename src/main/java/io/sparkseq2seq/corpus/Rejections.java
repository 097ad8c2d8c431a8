package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.PreprocessSettings.Rejected;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.storage.StrictJson;
import io.sparkseq2seq.storage.TextFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What was dropped, and why: all of it counted; some pairs of each reason written down as JSON lines, to be looked at;
 * and the ids of all, but for repeated pairs, as Parquet in {@value #DROPPED}.
 *
 * <p>A stage that drops pairs judges them: it adds {@link #REASON} and {@link #OF} to their rows.
 */
final class Rejections {
    /** Why a pair is dropped; null: it stays. */
    static final String REASON = "reason";
    /** The id of the pair that stays in its place, or of the given pair that it would give away; null: of none. */
    static final String OF = "of";
    /** The same pair as an earlier one. */
    static final String DUPLICATE = "duplicate";
    /** The folder of the ids of dropped pairs: {@code id}, {@code reason}, {@code of}. */
    static final String DROPPED = "dropped";
    /** The folder of samples. */
    static final String REJECTED = "rejected";

    static final Column NO_OTHER = lit(null).cast(DataTypes.LongType);

    /** Reasons that tell nothing against an input: the share of all pairs that may be dropped leaves them out. */
    private static final Set<String> SOUND = Stream.concat(
                    Stream.of(DUPLICATE, NearDuplicates.REASON, Boilerplate.SOURCE, Boilerplate.TARGET, Caps.OVER),
                    Leaks.REASONS.stream())
            .collect(Collectors.toUnmodifiableSet());

    /** What no rule may be called. */
    static final Set<String> RESERVED = reserved();

    private final Rejected settings;
    private final long read;
    private final Path directory;
    private final Configuration hadoop;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, List<Reservoir.Sample>> samples = new TreeMap<>();
    private final Map<String, Long> repaired = new TreeMap<>();
    private int stages;

    /**
     * @param read how many pairs there were at first
     * @param directory of the corpus
     */
    Rejections(Rejected settings, long read, Path directory, Configuration hadoop) {
        this.settings = settings;
        this.read = read;
        this.directory = directory;
        this.hadoop = hadoop;
    }

    private static Set<String> reserved() {
        var names = new HashSet<>(SOUND);
        names.addAll(Leaks.REASONS);
        names.addAll(Set.of(
                FilterChain.TOO_MANY_TOKENS,
                Encoded.NO_TOKENS,
                Misaligned.REASON,
                Misaligned.CUT_OFF,
                Misaligned.SWAPPED,
                UnusualLengths.REASON));
        return names;
    }

    /**
     * Drops those of some judged pairs that have a reason.
     *
     * @param judged pairs with {@code id}, {@code source}, {@code target}, {@code reason}, {@code of}
     * @param steps whose current step this is; they keep the pairs
     * @return the judged pairs, computed; {@link #kept} has those that stay
     * @throws UserException when more than the configured share of all pairs has been dropped by now, repeated pairs
     *     and those of given sets aside
     */
    KeptRows<Reasons> drop(Dataset<Row> judged, Steps steps) {
        var computed = steps.keep(judged, Reasons.of(judged.schema(), mostSamples()));
        var reasons = computed.tally();
        add(computed.rows().where(col(REASON).isNotNull()), reasons);
        steps.done(reasons.kept(), "pairs");
        return computed;
    }

    /** Those of judged pairs that have no reason, without what was only to be counted of them. */
    static Dataset<Row> kept(KeptRows<?> judged) {
        return judged.rows().where(col(REASON).isNull()).drop(REASON, OF, MadeRepairs.COLUMN);
    }

    /** Those of distinct pairs that have no reason. Files of corpora say that their ids may be missing. */
    static Dataset<Row> distinct(KeptRows<Copies> judged) {
        return kept(judged).withColumn(Pairs.ID, when(col(Pairs.SOURCE).isNotNull(), col(Pairs.ID)));
    }

    /**
     * Counts and samples dropped pairs, and writes down their ids.
     *
     * @param dropped {@code id}, {@code reason}, {@code of}
     */
    void add(Dataset<Row> dropped, Reasons reasons) {
        int stage = stages++;
        reasons.repaired().forEach((repair, pairs) -> repaired.merge(repair, pairs, Long::sum));
        if (reasons.dropped().isEmpty()) {
            return;
        }
        long all = 0;
        for (var reason : reasons.dropped().entrySet()) {
            all += reason.getValue().size();
            addSamples(
                    reason.getKey(), reason.getValue().size(), reason.getValue().samples());
        }
        var folder = new Path(new Path(directory, DROPPED), "stage=" + stage);
        Shards.write(dropped.select(Pairs.ID, REASON, OF), Shards.number(all), folder, hadoop);
    }

    /**
     * Drops those of some judged pairs that have a reason, and those that are the same as another one.
     *
     * @param judged as {@link #drop(Dataset, Steps)} takes them, judged in the current step of {@code steps}
     * @return the pairs, computed; {@link #distinct} has those that stay
     */
    KeptRows<Copies> dropRepeated(Dataset<Row> judged, Steps steps) {
        // Spark judges before it brings pairs together.
        var distinct = steps.keep(Distinct.of(judged, mostSamples()));
        var judging = steps.goOn("deduplicate");
        var copies = distinct.tally();
        long stay = copies.reasons().kept();
        judging.accept(stay + copies.repeated());
        add(distinct.rows().where(col(REASON).isNotNull()), copies.reasons());
        if (copies.repeated() > 0) {
            addSamples(DUPLICATE, copies.repeated(), copies.samples());
        }
        steps.done(stay, "pairs");
        return distinct;
    }

    /** How many pairs of each reason to keep. */
    int mostSamples() {
        return settings.samples();
    }

    /** The error that no pair of the training set is kept. */
    UserException noneLeft() {
        return new UserException(
                "no pair is left to train on, of " + read + " that were read" + (counts.isEmpty() ? "" : ": " + told()),
                "preprocess.filters, preprocess.holdout",
                "Give other text, loosen the rule that drops most, or hold out less.");
    }

    private String told() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void addSamples(String reason, long number, List<Reservoir.Sample> some) {
        counts.merge(reason, number, Long::sum);
        samples.computeIfAbsent(reason, key -> new ArrayList<>()).addAll(some);
        if (unsound() > settings.maxShare() * read) {
            throw new UserException(
                    unsound() + " of " + read + " pairs would be dropped: " + told(),
                    "preprocess.filters",
                    "Check that the input is what it should be, loosen the rule that drops most, or raise"
                            + " preprocess.rejected.max-share.");
        }
    }

    /** Writes the samples of each reason as a file of JSON lines. */
    void writeSamples() {
        int file = 0;
        for (var reason : samples.entrySet()) {
            if (!reason.getValue().isEmpty()) {
                var lines = reason.getValue().stream()
                        .map(sample -> line(reason.getKey(), sample) + "\n")
                        .collect(Collectors.joining());
                var name = String.format(Locale.ROOT, "part-%05d.json", file++);
                TextFiles.write(new Path(new Path(directory, REJECTED), name), lines, hadoop);
            }
        }
    }

    private static String line(String reason, Reservoir.Sample sample) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(REASON, reason);
        fields.put(Pairs.ID, sample.id());
        fields.put(OF, sample.of());
        fields.put(Pairs.SOURCE, sample.source());
        fields.put(Pairs.TARGET, sample.target());
        fields.values().removeIf(value -> value == null);
        return StrictJson.line(fields);
    }

    /** How many were dropped for each reason. */
    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** How many pairs each repair has changed, whatever became of them. */
    Map<String, Long> repaired() {
        return Map.copyOf(repaired);
    }

    /** Some of each reason. */
    Map<String, List<Reservoir.Sample>> samples() {
        return samples;
    }

    private long unsound() {
        return counts.entrySet().stream()
                .filter(entry -> !SOUND.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
