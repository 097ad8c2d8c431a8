package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.sum;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.PreprocessSettings.Subwords.Algorithm;
import io.sparkseq2seq.config.PreprocessSettings.Subwords.Segmenter;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.SentencePieces;
import io.sparkseq2seq.subword.Splitting;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.SubwordNmtCodes;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.subword.WordCounts;
import io.sparkseq2seq.text.Normalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Learns subwords from sentences on the cluster: Spark counts the distinct words, and a learner on the driver gets
 * their table, a partition at a time.
 *
 * <p>The table grows more slowly than the text: distinct words about with the square root of the words where spaces
 * part them, faster where runs of Han or kana stand for words. {@code max-words} bounds it in any case.
 *
 * @param subwords that were learned
 * @param words how many distinct ones there were
 * @param crowdedOut characters that found no place in the vocabulary
 * @param cut how many of the words were left out
 * @param cutShare of all running words that those are
 * @param exact whether those could have changed nothing
 * @param exactMerges how many merges, from the first on, they could not have changed
 */
record SubwordLearning(
        Subwords subwords, long words, int crowdedOut, long cut, double cutShare, boolean exact, int exactMerges) {
    private static final int MOST_BYTES = 1 << 28;
    private static final StructType COUNTS =
            new StructType().add("word", DataTypes.StringType).add("count", DataTypes.LongType);

    /** What the words are that subwords are learned from. */
    static Splitting splitting(PreprocessSettings.Subwords settings) {
        return settings.algorithm() == Algorithm.SUBWORD_NMT
                ? Splitting.SPACE_AFTER
                : settings.segmenter() == Segmenter.ICU ? Splitting.DICTIONARY : Splitting.KINDS;
    }

    /**
     * Learns from the words of all sentences, or from the {@code most} most frequent ones. Among equally frequent ones
     * a hash decides, so that the cut takes a fair sample, the same on every run.
     *
     * @param sentences columns of normalized text
     */
    static SubwordLearning from(Dataset<Row> sentences, int most, Algorithm algorithm, SubwordLearner learner) {
        var parts = learner.parts();
        int sides = sentences.columns().length;
        // Words of a part are counted before they are sent, and without an object for each.
        var words = sentences.queryExecution().toRdd().toJavaRDD().mapPartitions(part ->
                (Iterator<InternalRow>) new PartCounts(part, sides, new WordCounts(parts)));
        var counts = sentences
                .sparkSession()
                .internalCreateDataFrame(words.rdd(), COUNTS, false)
                .groupBy("word")
                .agg(sum("count").as("count"))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long distinct = counts.count();
            var used = distinct <= most ? counts : FrequentWords.of(counts, most);
            long running = 0;
            for (var rows = used.toLocalIterator(); rows.hasNext(); ) {
                var row = rows.next();
                learner.add(row.getString(0), row.getLong(1));
                running += row.getLong(1);
            }
            double cutShare = 0;
            if (distinct > most) {
                learner.cut(RareWords.of(counts, used, parts.splitting()));
                long all = counts.agg(sum("count")).first().getLong(0);
                cutShare = (double) (all - running) / all;
            }
            var learned = algorithm == Algorithm.UNIGRAM ? learner.learnUnigrams() : learner.learn();
            return new SubwordLearning(
                    learned,
                    distinct,
                    learner.crowdedOut(),
                    Math.max(0, distinct - most),
                    cutShare,
                    learner.isCertain(),
                    learner.certainMerges());
        } finally {
            counts.unpersist();
        }
    }

    /** Words and counts of a part, a word once or a few times. */
    private static final class PartCounts implements Iterator<InternalRow> {
        private final Iterator<InternalRow> sentences;
        private final int sides;
        private final WordCounts counts;
        private Iterator<WordCounts.Counted> taken = Collections.emptyIterator();

        PartCounts(Iterator<InternalRow> sentences, int sides, WordCounts counts) {
            this.sentences = sentences;
            this.sides = sides;
            this.counts = counts;
        }

        @Override
        public boolean hasNext() {
            while (!taken.hasNext() && sentences.hasNext()) {
                // Its words need not stay while the next ones come.
                taken = Collections.emptyIterator();
                while (sentences.hasNext() && !counts.isFull()) {
                    var sentence = sentences.next();
                    for (int side = 0; side < sides; side++) {
                        counts.add(sentence.getUTF8String(side).toString());
                    }
                }
                taken = counts.taken();
            }
            return taken.hasNext();
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var counted = taken.next();
            return new GenericInternalRow(new Object[] {UTF8String.fromString(counted.word()), counted.count()});
        }
    }

    /**
     * Subwords that were made before: SentencePiece's file, subword-nmt's codes, or a file that a corpus or a model
     * here has.
     *
     * @param normalizer what text goes through before it reaches them
     * @param unknown of codes: whether characters without a piece become {@code <unk>} instead of bytes
     * @throws UserException when there is none, or it is none of these
     */
    static SubwordLearning given(String path, Normalizer normalizer, boolean unknown, Configuration hadoop) {
        byte[] bytes;
        try {
            bytes = TextFiles.bytes(TextFiles.path(path), MOST_BYTES, hadoop);
        } catch (FileNotFoundException e) {
            throw new UserException("there is no subword model", path, "Give the path of a file.");
        } catch (IOException e) {
            throw new UserException("it cannot be read: " + e.getMessage(), path, "Give the path of a subword model.")
                    .because(e);
        }
        try {
            if (SubwordNmtCodes.areIn(bytes)) {
                return given(SubwordNmtCodes.read(new ByteArrayInputStream(bytes), normalizer, unknown));
            }
            if (!Subwords.isOurs(bytes)) {
                return given(SentencePieces.read(bytes, path, normalizer));
            }
            var subwords = Subwords.read(new ByteArrayInputStream(bytes));
            if (!subwords.normalizer().equals(normalizer)) {
                throw new UserException(
                        "those subwords are of text that was normalized in another way: lowercase "
                                + subwords.normalizer().lowercase() + ", chinese "
                                + subwords.normalizer().chinese(),
                        path,
                        "Give preprocess.lowercase and preprocess.chinese as they had it.");
            }
            return given(subwords);
        } catch (IOException e) {
            throw new UserException(e.getMessage(), path, "Give the file that was learned; copy it again if it is.")
                    .because(e);
        }
    }

    /** Subwords that were made before. */
    static SubwordLearning given(Subwords subwords) {
        return new SubwordLearning(subwords, 0, 0, 0, 0, true, subwords.merges());
    }

    /**
     * What a person should know of them.
     *
     * @param vocabulary the size that was asked for
     * @param side empty, or which side they are of, with a space before it
     */
    List<String> warnings(int vocabulary, String side) {
        var warnings = new ArrayList<String>();
        if (crowdedOut > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "warning: %,d characters%s have no place in a vocabulary of %,d and are spelled in bytes; raise"
                            + " preprocess.subwords.vocabulary-size",
                    crowdedOut,
                    side,
                    vocabulary));
        }
        int longer = subwords.size() - subwords.characters();
        if (longer < SubwordLearner.SMALLEST_VOCABULARY && subwords.size() == vocabulary) {
            warnings.add("warning: characters" + side + " take the whole vocabulary, and nothing is merged; raise"
                    + " preprocess.subwords.vocabulary-size, or lower preprocess.subwords.characters-share");
        }
        if (!exact) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "warning: %,d rare words%s, %s of the running words, were left out, and %s might have been others with them; raise"
                            + " preprocess.subwords.max-words (about 300 bytes each on the driver) to learn from all",
                    cut,
                    side,
                    percent(cutShare),
                    subwords.merges() == 0
                            ? "pieces"
                            : String.format(Locale.ROOT, "merges from the %,dth on", exactMerges + 1)));
        }
        return warnings;
    }

    /** A share that is not 0, for people. */
    static String percent(double share) {
        return share < 0.0001 ? "less than 0.01 %" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    Manifest.Vocabulary vocabulary() {
        return new Manifest.Vocabulary(
                subwords.size(),
                subwords.characters(),
                subwords.merges(),
                crowdedOut,
                words,
                cutShare,
                exact,
                exactMerges,
                Checksums.sum(bytes()));
    }

    /** Its file. */
    byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try {
            subwords.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("subwords", e);
        }
        return out.toByteArray();
    }
}
