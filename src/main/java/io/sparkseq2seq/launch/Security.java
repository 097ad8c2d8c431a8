package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.UserException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code spark.secure = true} stands for in Spark's own configuration: driver and executors know each other by a
 * secret, what they send and what they write to local disks is encrypted, and web pages ask who looks. It is told to
 * {@code spark-submit}, for YARN's ApplicationMaster and Kubernetes' driver begin before the job does, and again to the
 * session. <a href="https://spark.apache.org/docs/3.5.5/security.html">Spark's own guide</a> explains each.
 *
 * <p>YARN and Kubernetes make a secret for each application. A standalone cluster has one, which its administrator has
 * given to master and workers; the job takes it from Spark's configuration or from the variable that Spark hands to
 * executors, and never from its own settings, which are kept beside what it makes.
 *
 * @param properties of Spark; what the user has set stands
 * @param secret of a standalone cluster, where only the environment has it
 */
public record Security(Map<String, String> properties, Optional<String> secret) {
    /** Spark's property with the secret that both sides of a connection know. */
    public static final String SECRET = "spark.authenticate.secret";
    /** Where Spark's workers hand it to executors, and so to drivers on the cluster. */
    static final String VARIABLE = "_SPARK_AUTH_SECRET";

    private static final Map<String, String> PROMISED = Map.of(
            "spark.authenticate", "true",
            "spark.network.crypto.enabled", "true",
            "spark.network.crypto.saslFallback", "false",
            "spark.io.encryption.enabled", "true",
            "spark.acls.enable", "true");

    /** Without the secret. */
    @Override
    public String toString() {
        return properties.toString();
    }

    /**
     * For the cluster of a configuration.
     *
     * @param spark what Spark's configuration has
     * @param environment of this process
     * @throws UserException where a standalone cluster's secret is missing, or what is asked for is switched off
     */
    public static Security of(Function<String, Optional<String>> spark, Map<String, String> environment) {
        var manager = ClusterManager.of(spark.apply("spark.master").orElse("local[*]"));
        var properties = new LinkedHashMap<>(PROMISED);
        properties.put("spark.io.encryption.keySizeBits", "256");
        // A shuffle service of the cluster's may be older than this, and would not understand. (Of the ciphers, Spark
        // 3.5's
        // AES/GCM answers no message between its processes: the default is AES/CTR.)
        if (!spark.apply("spark.shuffle.service.enabled").orElse("false").equals("true")) {
            properties.put("spark.network.crypto.authEngineVersion", "2");
        }
        // YARN's proxy tells Spark who looks. Elsewhere a filter must; without one Spark shows everything to everybody.
        if (manager != ClusterManager.YARN && spark.apply("spark.ui.filters").isEmpty()) {
            if (spark.apply("spark.ui.enabled").orElse("false").equals("true")) {
                throw new UserException(
                        "spark.secure = true, and Spark's pages are open to everybody: spark.ui.enabled is true, and no"
                                + " filter asks who looks",
                        "settings",
                        "Name a filter in spark.ui.filters, or leave spark.ui.enabled out.");
            }
            properties.put("spark.ui.enabled", "false");
        }
        check(key -> spark.apply(key).or(() -> Optional.ofNullable(properties.get(key))));
        return new Security(properties, secret(manager, spark, environment));
    }

    private static Optional<String> secret(
            ClusterManager manager, Function<String, Optional<String>> spark, Map<String, String> environment) {
        if (manager != ClusterManager.STANDALONE || spark.apply(SECRET).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(environment.get(VARIABLE))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new UserException(
                        "spark.secure = true needs the secret of this cluster, and none is given",
                        "spark.master",
                        "A standalone cluster makes none by itself: docs/security.md tells where it stands.")));
    }

    /**
     * Checks that a configuration does what {@code spark.secure} promises.
     *
     * @throws UserException for what is switched off in it
     */
    public static void check(Function<String, Optional<String>> spark) {
        PROMISED.forEach((key, value) -> {
            var is = spark.apply(key).filter(set -> !set.isEmpty()).orElse("not set");
            if (!is.equals(value)) {
                throw new UserException(
                        "spark.secure = true, and Spark's " + key + " is " + is,
                        "settings",
                        "Leave that to spark.secure, set it to " + value + ", or take spark.secure out.");
            }
        });
    }
}
