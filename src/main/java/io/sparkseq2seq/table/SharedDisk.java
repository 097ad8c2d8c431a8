package io.sparkseq2seq.table;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * Outputs that tasks of several machines write: on a disk that each of them has for itself, the driver would find none
 * of the files, and Spark would call the job a success.
 */
public final class SharedDisk {
    private SharedDisk() {}

    /**
     * Refuses an output that tasks write, on a local disk, when tasks run in processes of a cluster.
     *
     * @throws UserException when {@code spark.shared-disk} does not say that all machines share that disk
     */
    public static void require(SparkSession spark, String output, Settings settings) {
        if (!spark.sparkContext().isLocal() && !settings.spark().sharedDisk() && isLocal(spark, output)) {
            throw new UserException(
                    "the output is on a machine's own disk, and each machine of the cluster would write to its own",
                    output,
                    "Name a path of a file system that all machines reach, such as hdfs: or s3a:; where they share this"
                            + " disk, set spark.shared-disk=true.");
        }
    }

    /**
     * Refuses an output that the driver alone writes, on a local disk, when the driver runs somewhere in a cluster.
     *
     * @throws UserException as {@link #require}
     */
    public static void requireForDriver(SparkSession spark, String output, Settings settings) {
        var context = spark.sparkContext();
        // A driver in a pod is started in client mode, by Spark's image, too.
        if (context.deployMode().equals("cluster") || context.getConf().contains("spark.kubernetes.driver.pod.name")) {
            require(spark, output, settings);
        }
    }

    private static boolean isLocal(SparkSession spark, String output) {
        var path = TextFiles.path(output);
        try {
            var files = TextFiles.fileSystem(path, spark.sparkContext().hadoopConfiguration());
            return "file".equals(files.getUri().getScheme());
        } catch (IOException e) {
            throw new UncheckedIOException(output, e);
        }
    }

    /**
     * Compares the rows that were to be written with those that are there.
     *
     * @throws UserException when they are not as many
     */
    public static void requireAll(long rows, long written, String output) {
        if (rows != written) {
            throw new UserException(
                    String.format(Locale.ROOT, "%,d rows were to be written, and %,d are there", rows, written),
                    output,
                    "Check that all machines write to the same file system, and that nobody else writes there.");
        }
    }
}
