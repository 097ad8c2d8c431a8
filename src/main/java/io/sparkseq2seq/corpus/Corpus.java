package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.Subwords;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A corpus that {@link PreprocessJob} made.
 *
 * <p>The id of a pair is its line's number in the training text, from 0; those of a validation or test set that was
 * given apart go on from there. So ids are unique, and the same on every run.
 *
 * <pre>{@code
 * var corpus = Corpus.open("hdfs:///corpus", hadoop);
 * corpus.read(spark, "train").show();   // id: bigint, source: array<int>, target: array<int>
 * }</pre>
 *
 * @param path where it lies
 * @param manifest what it holds
 * @param sourceSubwords of the source side
 * @param targetSubwords of the target side; the same model when joint
 */
public record Corpus(String path, Manifest manifest, Subwords sourceSubwords, Subwords targetSubwords) {
    static final String SOURCE_SUBWORDS = "subwords.source";
    static final String TARGET_SUBWORDS = "subwords.target";

    /**
     * Opens a corpus.
     *
     * @throws UserException when there is none, or it is damaged
     */
    public static Corpus open(String path, Configuration hadoop) {
        var directory = TextFiles.path(path);
        if (!TextFiles.exists(new Path(directory, Manifest.FILE), hadoop)) {
            throw new UserException("there is no corpus", path, "Make one with the preprocess command.");
        }
        return new Corpus(
                path,
                Manifest.read(directory, hadoop),
                subwords(new Path(directory, SOURCE_SUBWORDS), hadoop),
                subwords(new Path(directory, TARGET_SUBWORDS), hadoop));
    }

    private static Subwords subwords(Path file, Configuration hadoop) {
        try (var in = TextFiles.fileSystem(file, hadoop).open(file)) {
            return Subwords.read(in);
        } catch (IOException e) {
            throw new UserException(
                    "the subwords cannot be read: " + e.getMessage(), file.toString(), "Run preprocess again.");
        }
    }

    /**
     * A set's pairs: {@code id: bigint, source: array<int>, target: array<int>}, without special tokens.
     *
     * @param set {@code train}, {@code valid} or {@code test}
     * @throws IllegalArgumentException for another set
     */
    public Dataset<Row> read(SparkSession spark, String set) {
        if (!Pairs.SETS.contains(set)) {
            throw new IllegalArgumentException("'" + set + "' is none of " + Pairs.SETS);
        }
        return spark.read().schema(Pairs.ENCODED).parquet(new Path(path, set).toString());
    }
}
