package io.sparkseq2seq;

import io.sparkseq2seq.config.MemorySize;
import io.sparkseq2seq.config.SparkSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Opens the one Spark session of a command, with everything set that Spark, DL4J and the native libraries need
 * together, so that a user need not know it. Whatever the user has set through spark-submit stands.
 */
final class SparkSessions {
    private static final long OVERHEAD = 1L << 30;

    private SparkSessions() {}

    /**
     * Opens the session; the caller closes it.
     *
     * @param name of the application
     * @param settings used for the driver when spark-submit has not started this JVM, for executors always
     */
    static SparkSession open(String name, SparkSettings settings) {
        var conf = new SparkConf();
        boolean embedded = !conf.contains("spark.master");
        settings(settings, conf).forEach(conf::setIfMissing);
        if (embedded) {
            embedded(settings).forEach(conf::setIfMissing);
        }
        // The executors' options are a string that the user may have begun.
        append(conf, "spark.executor.extraJavaOptions", nativeOptions(settings));
        nativeLimits(settings).forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
        var spark = SparkSession.builder().appName(name).config(conf).getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        return spark;
    }

    /** What holds on a cluster and embedded alike. */
    private static Map<String, String> settings(SparkSettings settings, SparkConf user) {
        String threads = Integer.toString(settings.threadsPerTask());
        var conf = new LinkedHashMap<String, String>();
        // One compute thread for each core that Spark gives a task; more fight for the cores.
        conf.put("spark.task.cpus", threads);
        conf.put("spark.executorEnv.OMP_NUM_THREADS", threads);
        conf.put("spark.executorEnv.OPENBLAS_NUM_THREADS", threads);
        // Native memory lies outside the heap, where YARN and Kubernetes count it.
        conf.put("spark.executor.memoryOverhead", (settings.offHeap().bytes() + OVERHEAD) / (1 << 20) + "m");
        // The weights come back with every average, and they do not compress.
        conf.put("spark.driver.maxResultSize", "0");
        conf.put("spark.broadcast.compress", "false");
        conf.put("spark.ui.showConsoleProgress", "false");
        if (user.get("spark.serializer", "").endsWith("KryoSerializer")) {
            conf.put("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
        }
        return conf;
    }

    private static Map<String, String> embedded(SparkSettings settings) {
        return Map.of(
                "spark.master",
                settings.master(),
                "spark.driver.host",
                "localhost",
                "spark.driver.bindAddress",
                "127.0.0.1",
                "spark.ui.enabled",
                Boolean.toString(settings.ui()),
                // So that a task is not smaller than its own cost; a constant, for the same result on every machine.
                "spark.sql.shuffle.partitions",
                "16",
                "spark.sql.warehouse.dir",
                System.getProperty("java.io.tmpdir") + "/spark-warehouse");
    }

    /** JavaCPP's limits: of what it allocates, and of the whole process, which the first one makes needless. */
    static Map<String, String> nativeLimits(SparkSettings settings) {
        return Map.of(
                "org.bytedeco.javacpp.maxbytes",
                Long.toString(settings.offHeap().bytes()),
                "org.bytedeco.javacpp.maxphysicalbytes",
                "0");
    }

    private static String nativeOptions(SparkSettings settings) {
        var options = new StringBuilder();
        nativeLimits(settings)
                .forEach((key, value) ->
                        options.append(" -D").append(key).append('=').append(value));
        return options.toString().strip();
    }

    private static void append(SparkConf conf, String key, String options) {
        String given = conf.get(key, "");
        conf.set(key, (options + " " + given).strip());
    }

    static String heapOption(MemorySize memory) {
        return "-Xmx" + memory;
    }
}
