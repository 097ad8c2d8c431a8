package io.sparkseq2seq.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes data sets as numbered files, {@code part-00000.parquet} and so on, the same bytes on every run: a row's file
 * is decided by the hash of its id, and its place in it by the id.
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
        pairs.repartition(files, pairs.col(Pairs.ID))
                .sortWithinPartitions(Pairs.ID)
                .write()
                .mode(SaveMode.Overwrite)
                .option("compression", "snappy")
                .parquet(directory.toString());
        rename(directory, "parquet", hadoop);
    }

    /** Writes a small, ordered data set as one file of JSON lines. */
    static void writeLines(Dataset<Row> rows, Path file, Configuration hadoop) {
        var directory = file.suffix(".unfinished");
        rows.coalesce(1).write().mode(SaveMode.Overwrite).json(directory.toString());
        rename(directory, "json", hadoop);
        try {
            var system = file.getFileSystem(hadoop);
            if (!system.rename(new Path(directory, "part-00000.json"), file)) {
                throw new IOException("cannot rename to " + file);
            }
            system.delete(directory, true);
        } catch (IOException e) {
            throw new UncheckedIOException("naming " + file, e);
        }
    }

    /** Spark's names end in a random id. */
    private static void rename(Path directory, String extension, Configuration hadoop) {
        try {
            var system = directory.getFileSystem(hadoop);
            for (var file : system.listStatus(directory)) {
                var name = file.getPath().getName();
                if (name.startsWith("part-")) {
                    var numbered = new Path(directory, name.substring(0, 10) + "." + extension);
                    if (!system.rename(file.getPath(), numbered)) {
                        throw new IOException("cannot rename " + file.getPath() + " to " + numbered);
                    }
                } else {
                    system.delete(file.getPath(), false);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("naming the files of " + directory, e);
        }
    }
}
