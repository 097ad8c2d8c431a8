package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A Parquet file of a corpus, as its manifest describes it. Spark computes and checks digests, a task a file.
 *
 * @param name within its set's folder
 * @param bytes its size
 * @param rows in it
 * @param sha256 of its bytes, in hexadecimal digits
 */
public record CorpusFile(String name, long bytes, long rows, String sha256) implements Serializable {

    /** A file, where it lies. */
    record Placed(String path, CorpusFile file) implements Serializable {}

    /** Describes the files of a folder, in the order of their names; those that are hidden are none of them. */
    static List<CorpusFile> of(SparkSession spark, Path folder) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        try {
            var paths = Arrays.stream(folder.getFileSystem(hadoop).listStatus(folder))
                    .map(file -> file.getPath())
                    .filter(file -> file.getName().startsWith("part-"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
            var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            var broadcast = context.broadcast(new SerializableConfiguration(hadoop));
            var files = context.parallelize(paths, Math.max(1, paths.size()))
                    .map(path -> describe(new Path(path), broadcast.value().value()))
                    .collect();
            broadcast.destroy();
            return List.copyOf(files);
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }

    private static CorpusFile describe(Path file, Configuration hadoop) throws IOException {
        var status = file.getFileSystem(hadoop).getFileStatus(file);
        try (var reader = ParquetFileReader.open(HadoopInputFile.fromStatus(status, hadoop))) {
            return new CorpusFile(
                    file.getName(), status.getLen(), reader.getRecordCount(), Checksums.sum(file, hadoop));
        }
    }

    /**
     * Reads files and compares them with what they should be.
     *
     * @throws UserException naming the first that is missing, cannot be read or holds other bytes
     */
    static void check(SparkSession spark, List<Placed> files) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var broadcast = context.broadcast(new SerializableConfiguration(hadoop));
        // What is wrong comes back as a value: a file does not get better by trying its task again.
        var problems = context.parallelize(files, Math.max(1, files.size()))
                .map(file -> problem(file, broadcast.value().value()))
                .collect();
        broadcast.destroy();
        for (int i = 0; i < problems.size(); i++) {
            if (!problems.get(i).isEmpty()) {
                throw damaged(problems.get(i), files.get(i).path());
            }
        }
    }

    private static String problem(Placed placed, Configuration hadoop) {
        try {
            var digest = Checksums.sum(new Path(placed.path()), hadoop);
            return digest.equals(placed.file().sha256()) ? "" : "it holds other bytes than preprocess wrote";
        } catch (FileNotFoundException e) {
            return "it is missing";
        } catch (IOException e) {
            return "it cannot be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    static UserException damaged(String what, String path) {
        return new UserException(
                "a file of the corpus is damaged: " + what, path, "Copy the corpus again, or run preprocess again.");
    }
}
