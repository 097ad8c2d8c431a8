package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.sparkseq2seq.config.PreprocessSettings.Rejected;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.parallel.Pairs;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What was dropped, and why: all of it counted, the first few pairs of each reason written down as JSON lines, to be
 * looked at.
 */
final class Rejections {
    static final String REASON = "reason";
    /** The same pair as an earlier one. */
    static final String DUPLICATE = "duplicate";

    /** Reasons that tell nothing against an input: the share of all pairs that may be dropped leaves them out. */
    private static final Set<String> SOUND = Set.of(DUPLICATE, Leaks.SOURCE, Leaks.TARGET);

    private final Rejected settings;
    private final long read;
    private final Path directory;
    private final Configuration hadoop;
    private final Map<String, Long> counts = new TreeMap<>();
    private int files;

    /**
     * @param read how many pairs there were at first
     * @param directory where samples go
     */
    Rejections(Rejected settings, long read, Path directory, Configuration hadoop) {
        this.settings = settings;
        this.read = read;
        this.directory = directory;
        this.hadoop = hadoop;
    }

    /**
     * Counts dropped pairs and writes samples of them.
     *
     * @param dropped {@code reason}, {@code id}, {@code source}, {@code target}
     * @param reasons how many for each reason
     * @throws UserException when more than the configured share of all pairs has been dropped by now, repeated pairs
     *     and those of given sets aside
     */
    void add(Dataset<Row> dropped, Map<String, Long> reasons) {
        reasons.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
        if (unsound() > settings.maxShare() * read) {
            throw new UserException(
                    unsound() + " of " + read + " pairs would be dropped: "
                            + counts.entrySet().stream()
                                    .map(entry -> entry.getKey() + " " + entry.getValue())
                                    .collect(Collectors.joining(", ")),
                    "preprocess.filters",
                    "Check that the input is what it should be, loosen the rule that drops most, or raise"
                            + " preprocess.rejected.max-share.");
        }
        if (settings.samples() > 0 && reasons.values().stream().anyMatch(count -> count > 0)) {
            writeSamples(dropped);
        }
    }

    private void writeSamples(Dataset<Row> dropped) {
        var first = dropped.select(REASON, Pairs.ID, Pairs.SOURCE, Pairs.TARGET)
                .withColumn(
                        "place", row_number().over(Window.partitionBy(REASON).orderBy(Pairs.ID)))
                .where(col("place").leq(settings.samples()))
                .drop("place")
                .orderBy(REASON, Pairs.ID);
        Shards.writeLines(first, new Path(directory, String.format(Locale.ROOT, "part-%05d.json", files++)), hadoop);
    }

    /** How many were dropped for each reason. */
    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    private long unsound() {
        return counts.entrySet().stream()
                .filter(entry -> !SOUND.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
