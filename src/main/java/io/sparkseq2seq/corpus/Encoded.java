package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.subword.Subwords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;

/**
 * The pairs of all sets in token ids, those that are too long apart.
 *
 * @param rows the pairs' text and ids, their set, and whether they are too long, or empty
 * @param counts of each set and kind: {@code set}, {@code long}, pairs, tokens of both sides, two hashes
 */
record Encoded(Dataset<Row> rows, List<Row> counts) {
    static final String SOURCE_IDS = "source_ids";
    static final String TARGET_IDS = "target_ids";
    private static final String LONG = "long";
    /** A side of which the subword model leaves nothing. */
    static final String NO_TOKENS = "no tokens";

    /** Encodes all sets; a pair of a given set is never too long. */
    static Encoded from(Dataset<Row> sets, Subwords source, Subwords target, FilterChain filters, Steps steps) {
        steps.begin("encode");
        var spark = JavaSparkContext.fromSparkContext(sets.sparkSession().sparkContext());
        var sourceModel = steps.hold(spark.broadcast(source));
        var targetModel = source == target ? sourceModel : steps.hold(spark.broadcast(target));
        // Rules of a subword model that was made before may leave nothing of what was not empty.
        var tooLong = greatest(size(col(SOURCE_IDS)), size(col(TARGET_IDS)))
                .gt(filters.maxTokens())
                .or(isEmpty())
                .and(not(col(HoldOut.GIVEN)));
        var rows = steps.keep(sets.withColumn(SOURCE_IDS, ids(sourceModel, Pairs.SOURCE))
                .withColumn(TARGET_IDS, ids(targetModel, Pairs.TARGET))
                .withColumn(LONG, tooLong));
        var counts = rows.groupBy(HoldOut.SET, LONG)
                .agg(
                        count(lit(1)),
                        sum(size(col(SOURCE_IDS))),
                        sum(size(col(TARGET_IDS))),
                        expr("bit_xor(xxhash64(set, id, source, target))"),
                        expr("bit_xor(xxhash64(target, source, id, set))"))
                .collectAsList();
        var encoded = new Encoded(rows, counts);
        steps.done(encoded.pairs(), "pairs");
        steps.release(rows);
        if (encoded.contents("train", List.of()).pairs() == 0) {
            throw new UserException(
                    "no pair is left to train on", "preprocess.filters", "Loosen the filters, or hold out less.");
        }
        return encoded;
    }

    private static Column isEmpty() {
        return least(size(col(SOURCE_IDS)), size(col(TARGET_IDS))).equalTo(0);
    }

    private static Column ids(Broadcast<Subwords> model, String side) {
        var type = (ArrayType) Corpus.ENCODED.apply(side).dataType();
        return udf((UDF1<String, int[]>) text -> model.value().encode(text), type)
                .apply(col(side));
    }

    /** Those that are not too long. */
    Dataset<Row> whole() {
        return rows.where(not(col(LONG)));
    }

    /** Those that are too long or empty, with the reason. */
    Dataset<Row> tooLong() {
        return rows.where(col(LONG))
                .withColumn(Rejections.REASON, when(isEmpty(), NO_TOKENS).otherwise(FilterChain.TOO_MANY_TOKENS))
                .withColumn(Rejections.OF, Rejections.NO_OTHER);
    }

    /** How many are not too long. */
    long pairs() {
        return total(false);
    }

    private long total(boolean tooLong) {
        return counts.stream()
                .filter(row -> row.getBoolean(1) == tooLong)
                .mapToLong(row -> row.getLong(2))
                .sum();
    }

    /** 128 bits over the text, ids and sets of all pairs, whatever their order. */
    String fingerprint() {
        long high = 0;
        long low = 0;
        for (var row : counts) {
            if (!row.getBoolean(1)) {
                high ^= row.getLong(5);
                low ^= row.getLong(6);
            }
        }
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }

    /**
     * Writes each set into its own directory.
     *
     * @param trainFiles files of the training set; 0: by size
     * @return what each holds
     */
    Map<String, Manifest.Contents> write(Path directory, int trainFiles, Configuration hadoop) {
        var written = new LinkedHashMap<String, Manifest.Contents>();
        for (var set : Corpus.SETS) {
            long pairs = contents(set, List.of()).pairs();
            int files = trainFiles > 0 && set.equals("train") ? trainFiles : Shards.number(pairs);
            var own = rows.where(col(HoldOut.SET).equalTo(set).and(not(col(LONG))))
                    .select(
                            col(Pairs.ID),
                            col(SOURCE_IDS).as(Pairs.SOURCE),
                            col(TARGET_IDS).as(Pairs.TARGET));
            var folder = new Path(directory, set);
            Shards.write(own, files, folder, hadoop);
            var contents = contents(set, CorpusFile.of(rows.sparkSession(), folder));
            long stored = contents.files().stream().mapToLong(CorpusFile::rows).sum();
            if (stored != pairs) {
                throw new UserException(
                        "of " + pairs + " pairs of the " + set + " set, " + stored + " were stored",
                        directory.toString(),
                        "Write to a file system that all machines of the cluster share.");
            }
            written.put(set, contents);
        }
        return written;
    }

    private Manifest.Contents contents(String set, List<CorpusFile> files) {
        return counts.stream()
                .filter(row -> row.getString(0).equals(set) && !row.getBoolean(1))
                .map(row -> new Manifest.Contents(row.getLong(2), row.getLong(3), row.getLong(4), files))
                .findAny()
                .orElse(new Manifest.Contents(0, 0, 0, files));
    }
}
