package io.sparkseq2seq.lake;

import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What a run writes down for itself on the way, so that it is made once however often it is read. What a run that was
 * killed has left goes when the next one begins.
 */
final class Scratch implements AutoCloseable {
    private final SparkSession spark;
    private final Path folder;

    /**
     * Begins one, for a run that has the lease.
     *
     * @param runs where each run has a folder of its own, so that one which has lost the lease takes nothing from
     *     another
     */
    Scratch(SparkSession spark, Path runs, String run) {
        this.spark = spark;
        this.folder = new Path(runs, run);
        delete(spark, runs);
    }

    /** Makes the rows, and gives them as they lie on disk. */
    Dataset<Row> staged(String name, Dataset<Row> rows) {
        var path = new Path(folder, name).toString();
        rows.write().mode(SaveMode.Overwrite).parquet(path);
        return spark.read().parquet(path);
    }

    static void delete(SparkSession spark, Path folder) {
        try {
            TextFiles.fileSystem(folder, spark.sparkContext().hadoopConfiguration())
                    .delete(folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    @Override
    public void close() {
        delete(spark, folder);
    }
}
