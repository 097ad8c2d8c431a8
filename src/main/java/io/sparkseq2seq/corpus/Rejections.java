package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.sparkseq2seq.config.PreprocessSettings.Filter;
import io.sparkseq2seq.config.UserException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** What was dropped, and why: all of it counted, the first few pairs of each reason kept to be looked at. */
final class Rejections {
    static final String REASON = "reason";

    private final Filter settings;
    private final long read;
    private final Map<String, Long> counts = new TreeMap<>();
    private Optional<Dataset<Row>> samples = Optional.empty();

    /** @param read how many pairs there were at first */
    Rejections(Filter settings, long read) {
        this.settings = settings;
        this.read = read;
    }

    /**
     * Adds dropped pairs.
     *
     * @param dropped {@code reason}, {@code id}, {@code source}, {@code target}
     * @param reasons how many for each reason
     * @throws UserException when more than the configured share of all pairs has been dropped by now
     */
    void add(Dataset<Row> dropped, Map<String, Long> reasons) {
        reasons.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
        var few = dropped.select(REASON, Pairs.ID, Pairs.SOURCE, Pairs.TARGET)
                .withColumn(
                        "place", row_number().over(Window.partitionBy(REASON).orderBy(Pairs.ID)))
                .where(col("place").leq(settings.samples()))
                .drop("place");
        samples = Optional.of(samples.map(before -> before.union(few)).orElse(few));
        if (total() > settings.maxRejectedShare() * read) {
            throw new UserException(
                    total() + " of " + read + " pairs would be dropped: "
                            + counts.entrySet().stream()
                                    .map(entry -> entry.getKey() + " " + entry.getValue())
                                    .collect(Collectors.joining(", ")),
                    "preprocess.filter",
                    "Check that the input is what it should be, loosen the filter that drops most, or raise"
                            + " preprocess.filter.max-rejected-share.");
        }
    }

    /** How many were dropped for each reason. */
    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    private long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Writes the samples as JSON lines, by reason and place. */
    void write(Path directory, Configuration hadoop) {
        samples.ifPresent(rows -> Shards.writeLines(rows.orderBy(REASON, Pairs.ID), directory, hadoop));
    }
}
