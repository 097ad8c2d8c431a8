package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;

import io.sparkseq2seq.config.PreprocessSettings.Subwords.Algorithm;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.SentencePieces;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

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
 */
record SubwordLearning(Subwords subwords, long words, int crowdedOut) {
    private static final int MOST_BYTES = 1 << 28;

    /**
     * Learns from the words of all sentences, or from the {@code most} most frequent ones. Among equally frequent ones
     * a hash decides, so that the cut takes a fair sample, the same on every run.
     *
     * @param sentences one column of normalized text
     */
    static SubwordLearning from(Dataset<Row> sentences, int most, Algorithm algorithm, SubwordLearner learner) {
        var words =
                udf((UDF1<String, String[]>) SubwordLearning::words, DataTypes.createArrayType(DataTypes.StringType));
        var counts = sentences
                .select(explode(words.apply(sentences.col(sentences.columns()[0])))
                        .as("word"))
                .groupBy("word")
                .count()
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long distinct = counts.count();
            var used = distinct <= most ? counts : FrequentWords.of(counts, most);
            used.toLocalIterator().forEachRemaining(row -> learner.add(row.getString(0), row.getLong(1)));
            var learned = algorithm == Algorithm.UNIGRAM ? learner.learnUnigrams() : learner.learn();
            return new SubwordLearning(learned, distinct, learner.crowdedOut());
        } finally {
            counts.unpersist();
        }
    }

    /**
     * Subwords that were made before: SentencePiece's file, or one that a corpus or a model here has.
     *
     * @param normalizer what text goes through before it reaches them
     * @throws UserException when there is none, or it is none of these
     */
    static SubwordLearning given(String path, Normalizer normalizer, Configuration hadoop) {
        byte[] bytes;
        try {
            bytes = TextFiles.bytes(TextFiles.path(path), MOST_BYTES, hadoop);
        } catch (FileNotFoundException e) {
            throw new UserException("there is no subword model", path, "Give the path of a file.");
        } catch (IOException e) {
            throw new UserException("it cannot be read: " + e.getMessage(), path, "Give the path of a subword model.")
                    .because(e);
        }
        if (!Subwords.isOurs(bytes)) {
            return new SubwordLearning(SentencePieces.read(bytes, path, normalizer), 0, 0);
        }
        try {
            var subwords = Subwords.read(new ByteArrayInputStream(bytes));
            if (!subwords.normalizer().equals(normalizer)) {
                throw new UserException(
                        "those subwords are of text that was normalized in another way: lowercase "
                                + subwords.normalizer().lowercase() + ", chinese "
                                + subwords.normalizer().chinese(),
                        path,
                        "Give preprocess.lowercase and preprocess.chinese as they had it.");
            }
            return new SubwordLearning(subwords, 0, 0);
        } catch (IOException e) {
            throw new UserException(e.getMessage(), path, "Copy it again from where it was made.").because(e);
        }
    }

    private static String[] words(String text) {
        return Words.of(text).toArray(String[]::new);
    }

    Manifest.Vocabulary vocabulary() {
        return new Manifest.Vocabulary(
                subwords.size(), subwords.characters(), subwords.merges(), crowdedOut, words, Checksums.sum(bytes()));
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
