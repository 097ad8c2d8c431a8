package io.sparkseq2seq.corpus;

import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.storage.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes data sets as numbered files, {@code part-00000.parquet} and so on, the same bytes on every run: a row's file
 * is decided by the hash of its id, and its place in it by the id. Only the order in which Parquet's footer lists the
 * encodings of a column is that of the JVM which wrote it.
 */
final class Shards {
    private static final long PAIRS_A_FILE = 100_000;

    private Shards() {}

    /** How many files for so many pairs. */
    static int number(long pairs) {
        return (int) Math.max(1, (pairs + PAIRS_A_FILE / 2) / PAIRS_A_FILE);
    }

    /** Writes pairs with an {@code id} as Parquet. */
    static void write(Dataset<Row> pairs, int files, Path directory, Configuration hadoop) {
        boolean renames = Publication.renames(directory, hadoop);
        pairs.repartition(files, pairs.col(Pairs.ID))
                .sortWithinPartitions(Pairs.ID)
                .write()
                .mode(SaveMode.Overwrite)
                .option("compression", "snappy")
                // A cluster's own limit would make several files of one, which have one name here.
                .option("maxRecordsPerFile", 0)
                .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
                .parquet(directory.toString());
        if (renames) {
            rename(directory, hadoop);
        }
    }

    /** Writes a small, ordered data set as one file of JSON lines. */
    static void writeLines(Dataset<Row> rows, Path file, Configuration hadoop) {
        try (var out = file.getFileSystem(hadoop).create(file, true)) {
            for (var lines = rows.coalesce(1).toJSON().toLocalIterator(); lines.hasNext(); ) {
                out.write((lines.next() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    /** Spark's names end in a random id. On an object store a rename is a copy: they stay there. */
    private static void rename(Path directory, Configuration hadoop) {
        try {
            var system = directory.getFileSystem(hadoop);
            for (var file : system.listStatus(directory)) {
                var name = file.getPath().getName();
                if (name.startsWith("part-")) {
                    var numbered =
                            new Path(directory, name.split("-", 3)[0] + "-" + name.split("-", 3)[1] + ".parquet");
                    if (system.exists(numbered) || !system.rename(file.getPath(), numbered)) {
                        throw new IOException("cannot rename " + file.getPath() + " to " + numbered);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("naming the files of " + directory, e);
        }
    }
}
