package io.sparkseq2seq;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/**
 * What Spark is told of S3, without being asked: outputs are committed by S3A's magic committer, whose files appear
 * where they belong when their job commits, so that none is copied or seen half; a server that does not answer is given
 * up within minutes; connections suffice for the cores. Whatever spark-submit, {@code spark-defaults.conf} or
 * {@code core-site.xml} say of any of it stands.
 *
 * <p>It is no file of properties, for {@code --properties-file} would displace the cluster's own defaults, and no
 * setting, for nobody would want it otherwise. Spark's part of the committer is in the library {@value #LIBRARY};
 * without it Spark copies each file twice, which is slow, and {@link #advice} says so.
 *
 * @see <a href="https://hadoop.apache.org/docs/r3.3.4/hadoop-aws/tools/hadoop-aws/committers.html">The S3A
 *     committers</a>
 */
final class ObjectStores {
    private static final String LIBRARY = "spark-hadoop-cloud";
    private static final String PROTOCOL = "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
    private static final String PARQUET = "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter";
    private static final String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";
    private static final String HADOOP = "spark.hadoop.";
    private static final String COMMITTER = "fs.s3a.committer.name";

    /** Each to be left alone where one of them is set. */
    private static final Map<String, String> COMMITTERS = ordered(
            "spark.sql.sources.commitProtocolClass",
            PROTOCOL,
            "spark.sql.parquet.output.committer.class",
            PARQUET,
            HADOOP + COMMITTER,
            "magic",
            HADOOP + "fs.s3a.committer.magic.enabled",
            "true");

    /** Hadoop's own pool; a task has a few connections at a time: its input, and up to four blocks of an upload. */
    private static final int LEAST_CONNECTIONS = 96;

    private static final int CONNECTIONS_OF_CORE = 8;

    private ObjectStores() {}

    private static Map<String, String> ordered(String... pairs) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /**
     * Completes what the user has set.
     *
     * @param user Spark's configuration, before it starts
     * @param site Hadoop's, with the cluster's files
     */
    static void configure(SparkConf user, Configuration site) {
        if (!isThere(S3A)) {
            return;
        }
        if (isThere(PROTOCOL) && COMMITTERS.keySet().stream().noneMatch(key -> isSet(key, user, site))) {
            COMMITTERS.forEach(user::set);
        }
        int cores = user.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
        unlessSet(
                Map.of(
                        "fs.s3a.connection.maximum",
                        Integer.toString(Math.max(LEAST_CONNECTIONS, CONNECTIONS_OF_CORE * cores)),
                        // Of uploads that a commit completes at a time, on the driver.
                        "fs.s3a.committer.threads",
                        "32",
                        // Amazon's library tries so often, and S3A seven times around it: with 20 of them a server that
                        // is
                        // not there is waited for half an hour.
                        "fs.s3a.attempts.maximum",
                        "5"),
                user,
                site);
    }

    private static void unlessSet(Map<String, String> hadoop, SparkConf user, Configuration site) {
        hadoop.forEach((key, value) -> {
            if (!isSet(HADOOP + key, user, site)) {
                user.set(HADOOP + key, value);
            }
        });
    }

    private static boolean isSet(String key, SparkConf user, Configuration site) {
        return user.contains(key) || key.startsWith(HADOOP) && isOfSite(key.substring(HADOOP.length()), site);
    }

    /** Whether a file of the cluster says it, and not Hadoop's defaults. */
    private static boolean isOfSite(String key, Configuration site) {
        var sources = site.getPropertySources(key);
        return sources != null && Arrays.stream(sources).anyMatch(source -> !source.endsWith("-default.xml"));
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * What would make outputs cheaper and safer, in a line; nothing where all is well.
     *
     * @param output path or name that a job writes to
     * @param spark the configuration that is in force
     */
    static Optional<String> advice(String output, SparkConf spark) {
        if (!isOfS3(output) || spark.contains("spark.sql.sources.commitProtocolClass")) {
            return Optional.empty();
        }
        return Optional.of(
                "each file of " + output + " is written and copied twice: with -- --packages org.apache.spark:"
                        + LIBRARY + "_2.12:" + org.apache.spark.package$.MODULE$.SPARK_VERSION() + " none is");
    }

    private static boolean isOfS3(String output) {
        try {
            return Objects.equals(new Path(output).toUri().getScheme(), "s3a");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
