package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.subword.Subwords;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The pairs of all sets in token ids, with the reason to drop those that are too long, or empty. All that is to be
 * known of their text is counted while it is encoded: it is not kept.
 *
 * @param rows {@link #SCHEMA}
 * @param tally of them
 * @param unseen words of the held-out sets
 */
record Encoded(Dataset<Row> rows, EncodedTally tally, UnseenWords unseen) {
    static final String SOURCE_IDS = "source_ids";
    static final String TARGET_IDS = "target_ids";
    /** A side of which the subword model leaves nothing. */
    static final String NO_TOKENS = "no tokens";

    /** What is kept of pairs. */
    static final StructType SCHEMA = new StructType()
            .add(Pairs.ID, DataTypes.LongType)
            .add(HoldOut.SET, DataTypes.StringType)
            .add(SOURCE_IDS, Corpus.ENCODED.apply(Pairs.SOURCE).dataType())
            .add(TARGET_IDS, Corpus.ENCODED.apply(Pairs.TARGET).dataType())
            .add(Rejections.REASON, DataTypes.StringType)
            .add(Rejections.OF, DataTypes.LongType);

    /** The same with their text behind it, which is counted. */
    static final StructType COUNTED =
            SCHEMA.add(Pairs.SOURCE, DataTypes.StringType).add(Pairs.TARGET, DataTypes.StringType);

    /** The place of the source as a string of Java, behind all that; then the target's comes. */
    static final int STRINGS = COUNTED.size();

    /**
     * Encodes all sets; a pair of a given set is never dropped.
     *
     * @param number of the pairs, about
     * @param maxTokens of a side
     * @param samples of dropped pairs, of each reason
     */
    static Encoded from(
            Dataset<Row> sets, long number, Subwords source, Subwords target, int maxTokens, Steps steps, int samples) {
        steps.begin("encode");
        var session = sets.sparkSession();
        var spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        var sourceModel = steps.hold(spark.broadcast(source));
        var targetModel = source == target ? sourceModel : steps.hold(spark.broadcast(target));
        var held = UnseenWords.Held.of(sets);
        var known = steps.hold(spark.broadcast(held.known()));
        var pairs = sets.select(HoldOut.COLUMNS).queryExecution().toRdd().toJavaRDD();
        var encoded = pairs.mapPartitions(
                part -> (Iterator<InternalRow>) new Encoding(part, sourceModel, targetModel, maxTokens));
        // Files say whether an id may be missing, as the pairs do.
        var fields = SCHEMA.fields().clone();
        fields[0] = sets.schema().apply(Pairs.ID);
        var computed = steps.keep(
                KeptRows.of(encoded, new StructType(fields), session, EncodedTally.of(number, known, samples)));
        var tally = computed.tally();
        steps.done(tally.reasons().kept(), "pairs");
        steps.release(computed);
        return new Encoded(computed.rows(), tally, held.without(tally.seen()));
    }

    /** Encodes one pair after the other. */
    private static final class Encoding implements Iterator<InternalRow> {
        private static final UTF8String TOO_LONG = UTF8String.fromString(FilterChain.TOO_MANY_TOKENS);
        private static final UTF8String EMPTY = UTF8String.fromString(NO_TOKENS);

        private final Iterator<InternalRow> pairs;
        private final Broadcast<Subwords> source;
        private final Broadcast<Subwords> target;
        private final int maxTokens;

        Encoding(Iterator<InternalRow> pairs, Broadcast<Subwords> source, Broadcast<Subwords> target, int maxTokens) {
            this.pairs = pairs;
            this.source = source;
            this.target = target;
            this.maxTokens = maxTokens;
        }

        @Override
        public boolean hasNext() {
            return pairs.hasNext();
        }

        @Override
        public InternalRow next() {
            var pair = pairs.next();
            var sourceText = pair.getUTF8String(1);
            var targetText = pair.getUTF8String(2);
            var sourceString = sourceText.toString();
            var targetString = targetText.toString();
            var sourceIds = source.value().encode(sourceString);
            var targetIds = target.value().encode(targetString);
            boolean isGiven = pair.getBoolean(4);
            return new GenericInternalRow(new Object[] {
                pair.getLong(0),
                pair.getUTF8String(3),
                UnsafeArrayData.fromPrimitiveArray(sourceIds),
                UnsafeArrayData.fromPrimitiveArray(targetIds),
                isGiven ? null : reason(sourceIds.length, targetIds.length),
                null,
                sourceText,
                targetText,
                sourceString,
                targetString
            });
        }

        private UTF8String reason(int sourceTokens, int targetTokens) {
            // Rules of a subword model that was made before may leave nothing of what was not empty.
            if (Math.min(sourceTokens, targetTokens) == 0) {
                return EMPTY;
            }
            return Math.max(sourceTokens, targetTokens) > maxTokens ? TOO_LONG : null;
        }
    }

    /** Those that stay. */
    Dataset<Row> whole() {
        return rows.where(col(Rejections.REASON).isNull());
    }

    /** Those that are too long or empty, none without a reason. */
    Dataset<Row> dropped() {
        return rows.where(col(Rejections.REASON).isNotNull())
                .withColumn(Rejections.REASON, coalesce(col(Rejections.REASON), lit("")));
    }

    /** How many stay. */
    long pairs() {
        return tally.reasons().kept();
    }

    /**
     * Writes each set into its own directory.
     *
     * @param trainFiles files of the training set, no more than it has pairs; 0: by size
     * @return what each holds
     */
    Map<String, Manifest.Contents> write(Path directory, int trainFiles, Configuration hadoop) {
        var written = new LinkedHashMap<String, Manifest.Contents>();
        for (var set : Corpus.SETS) {
            long pairs = tally.of(set)[0];
            int files = trainFiles > 0 && set.equals("train")
                    ? (int) Math.min(trainFiles, Math.max(1, pairs))
                    : Shards.number(pairs);
            var own = whole().where(col(HoldOut.SET).equalTo(set))
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
        var counts = tally.of(set);
        return new Manifest.Contents(counts[0], counts[1], counts[2], files);
    }
}
