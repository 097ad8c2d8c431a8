package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The options that a user gives to {@code spark-submit}, and the Spark configuration that they amount to: an option
 * wins over {@code --conf}, and that over the file of properties, as <a
 * href="https://spark.apache.org/docs/3.5.5/submitting-applications.html">Spark has it</a>.
 *
 * @param given as they were given
 * @param configuration Spark's keys with their values; {@code --master} is {@code spark.master}
 */
public record SubmitOptions(List<String> given, Map<String, String> configuration) {
    private static final String MASTER = "spark.master";
    private static final String DEPLOY_MODE = "spark.submit.deployMode";
    /** Options that take no value. */
    private static final Set<String> FLAGS = Set.of("--verbose", "-v", "--supervise", "--version", "--help", "-h");

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("--master", MASTER),
            Map.entry("--deploy-mode", DEPLOY_MODE),
            Map.entry("--name", "spark.app.name"),
            Map.entry("--driver-memory", "spark.driver.memory"),
            Map.entry("--driver-cores", "spark.driver.cores"),
            Map.entry("--driver-java-options", "spark.driver.extraJavaOptions"),
            Map.entry("--executor-memory", "spark.executor.memory"),
            Map.entry("--executor-cores", "spark.executor.cores"),
            Map.entry("--num-executors", "spark.executor.instances"),
            Map.entry("--total-executor-cores", "spark.cores.max"),
            Map.entry("--queue", "spark.yarn.queue"),
            Map.entry("--files", "spark.files"),
            Map.entry("--jars", "spark.jars"),
            Map.entry("--packages", "spark.jars.packages"),
            Map.entry("--principal", "spark.kerberos.principal"),
            Map.entry("--keytab", "spark.kerberos.keytab"));

    /** Copies what it is given. */
    public SubmitOptions {
        given = List.copyOf(given);
        configuration = Map.copyOf(configuration);
    }

    /**
     * Reads the options, and the file of properties that they name, or that Spark takes by default.
     *
     * @param given as they stand on the command line, after {@code --}
     * @param environment with {@code SPARK_HOME}, {@code SPARK_CONF_DIR}, {@code MASTER} and {@code DEPLOY_MODE} as
     *     Spark reads them
     * @throws UserException for an option without its value, and a file that cannot be read
     */
    public static SubmitOptions read(List<String> given, Map<String, String> environment) {
        var options = new LinkedHashMap<String, String>();
        var confs = new LinkedHashMap<String, String>();
        Optional<Path> file = defaults(environment);
        for (var rest = new ArrayList<>(given); !rest.isEmpty(); ) {
            String option = rest.remove(0);
            int equals = option.indexOf('=');
            String name = option.startsWith("--") && equals > 0 ? option.substring(0, equals) : option;
            if (FLAGS.contains(name)) {
                continue;
            }
            String value = name.length() < option.length() ? option.substring(equals + 1) : next(name, rest);
            if (name.equals("--conf") || name.equals("-c")) {
                int is = value.indexOf('=');
                if (is < 1) {
                    throw mistake("'" + value + "' is not a configuration of Spark", "Give --conf key=value.");
                }
                confs.put(value.substring(0, is), value.substring(is + 1));
            } else if (name.equals("--properties-file")) {
                file = Optional.of(Path.of(value));
            } else if (KEYS.containsKey(name)) {
                options.put(KEYS.get(name), value);
            }
        }
        var all = new LinkedHashMap<String, String>();
        Optional.ofNullable(environment.get("MASTER")).ifPresent(master -> all.put(MASTER, master));
        Optional.ofNullable(environment.get("DEPLOY_MODE")).ifPresent(mode -> all.put(DEPLOY_MODE, mode));
        file.ifPresent(path -> all.putAll(properties(path)));
        all.putAll(confs);
        all.putAll(options);
        return new SubmitOptions(given, all);
    }

    private static String next(String name, List<String> rest) {
        if (!name.startsWith("-")) {
            throw mistake(
                    "'" + name + "' is not an option of spark-submit",
                    "What stands after '--' is for spark-submit; settings stand before it.");
        } else if (rest.isEmpty()) {
            throw mistake(name + " has no value", "Give it one.");
        }
        return rest.remove(0);
    }

    private static UserException mistake(String what, String mend) {
        return new UserException(what, "options of spark-submit", mend);
    }

    /** {@code spark-defaults.conf}, where there is one. */
    private static Optional<Path> defaults(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("SPARK_CONF_DIR"))
                .filter(folder -> !folder.isEmpty())
                .or(() -> Optional.ofNullable(environment.get("SPARK_HOME")).map(home -> home + "/conf"))
                .map(folder -> Path.of(folder, "spark-defaults.conf"))
                .filter(Files::isRegularFile);
    }

    private static Map<String, String> properties(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    "Spark's properties cannot be read: " + e.getMessage(),
                    file.toString(),
                    "Check that it is a file of properties in UTF-8, and who may read it.");
        }
        var all = new LinkedHashMap<String, String>();
        properties
                .stringPropertyNames()
                .forEach(key -> all.put(key, properties.getProperty(key).strip()));
        return all;
    }

    /** The same and one more, as if the user had given it. */
    /** The same options for a command without a driver on a cluster. */
    public SubmitOptions here() {
        var more = new ArrayList<>(given);
        // Spark takes the last of two equal options.
        more.addAll(List.of("--master", "local[1]", "--deploy-mode", "client"));
        var all = new LinkedHashMap<>(configuration);
        all.put(MASTER, "local[1]");
        all.put(DEPLOY_MODE, "client");
        return new SubmitOptions(more, all);
    }

    SubmitOptions with(String key, String value) {
        var more = new ArrayList<>(given);
        more.addAll(List.of("--conf", key + "=" + value));
        var all = new LinkedHashMap<>(configuration);
        all.put(key, value);
        return new SubmitOptions(more, all);
    }

    /** A value of Spark's configuration. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(configuration.get(key));
    }

    /** What gives Spark its machines. */
    public ClusterManager manager() {
        return ClusterManager.of(get(MASTER).orElse("local[*]"));
    }

    /** Whether the driver runs on the cluster, and not where the command is given. */
    public boolean inCluster() {
        return get(DEPLOY_MODE).orElse("client").equals("cluster");
    }
}
