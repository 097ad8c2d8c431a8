package io.sparkseq2seq.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark standalone master, two workers of one core each and, when it is asked for, HDFS, each in its own JVM on the
 * loopback, from the jars that the build has fetched. Spark's class path holds nothing of ours: that is in the cluster
 * jar. Logs stay in the folder.
 */
final class Cluster implements AutoCloseable {
    private static final String TEST_CLASSES = "target/test-classes";

    /** What its processes know each other by, where they must. */
    static final String SECRET = "known-to-this-cluster-alone";

    private final Path folder;
    private final boolean secure;
    private final List<Daemon> daemons = new ArrayList<>();
    private final List<Daemon> workers = new ArrayList<>();
    private final String master;
    private HdfsServer hdfs;

    /** Starts everything; what runs when that fails is stopped. */
    Cluster(Path folder) throws IOException, InterruptedException {
        this(folder, false);
    }

    /**
     * Starts everything; what runs when that fails is stopped.
     *
     * @param secure whether master and workers are set up as {@code docs/security.md} tells
     */
    Cluster(Path folder, boolean secure) throws IOException, InterruptedException {
        this.folder = folder.toAbsolutePath();
        this.secure = secure;
        try {
            delete(folder);
            SparkHome.make(this.folder.resolve("spark"));
            Daemon spark = serve(
                    "master",
                    sparkClassPath(),
                    "256m",
                    "org.apache.spark.deploy.master.Master",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--webui-port",
                    "0",
                    "--properties-file",
                    properties());
            master = spark.await("Starting Spark master at (spark://\\S+)").group(1);
            for (int worker = 1; worker <= 2; worker++) {
                workers.add(startWorker(worker));
            }
            for (Daemon worker : workers) {
                worker.await("Successfully registered with master");
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Daemon startWorker(int number) throws IOException {
        return serve(
                "worker-" + number,
                sparkClassPath(),
                "256m",
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                // Speculation gives a task no second run on one host.
                "127.0.0." + number,
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "2g",
                "--work-dir",
                folder + "/work-" + number,
                "--properties-file",
                properties(),
                master);
    }

    /**
     * Adds jars of the tests' class path to the installation, as {@code --packages} would, by the beginnings of their
     * names.
     */
    void install(String... names) throws IOException {
        for (String name : names) {
            Path jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of)
                    .filter(path -> path.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + name + "*.jar on the class path"));
            Files.createSymbolicLink(folder.resolve("spark/jars").resolve(jar.getFileName()), jar);
        }
    }

    private Daemon serve(String name, String classPath, String memory, String... main) throws IOException {
        var daemon = Daemon.start(folder.resolve(name + ".log"), environment(), classPath, memory, main);
        daemons.add(daemon);
        return daemon;
    }

    /** {@code hdfs://localhost:PORT}, started when it is first asked for. */
    String hdfs() throws IOException, InterruptedException {
        if (hdfs == null) {
            hdfs = HdfsServer.start(folder);
        }
        return hdfs.root();
    }

    /** The executors that run now, at most one a worker. */
    List<ProcessHandle> executors() {
        return workers.stream().flatMap(worker -> worker.children().stream()).toList();
    }

    /** Where logs are, and what commands print. */
    Path folder() {
        return folder;
    }

    /** Runs {@code scripts/seq2seq} on this cluster, through spark-submit, to its end. */
    Command.Result run(String name, String input, String... arguments) throws IOException, InterruptedException {
        try (var command = start(name, input, arguments)) {
            return command.await();
        }
    }

    /** Starts {@code scripts/seq2seq} on this cluster; the process is the driver. */
    Command start(String name, String input, String... arguments) throws IOException {
        return start(name, Map.of(), input, arguments);
    }

    /** Runs it with variables of its own, to its end. */
    Command.Result run(String name, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (var command = start(name, Map.of(), environment, "", arguments)) {
            return command.await();
        }
    }

    /** The same with some of Spark's own settings. */
    Command start(String name, Map<String, String> spark, String input, String... arguments) throws IOException {
        return start(name, spark, Map.of(), input, arguments);
    }

    private Command start(
            String name, Map<String, String> spark, Map<String, String> variables, String input, String... arguments)
            throws IOException {
        var all = new ArrayList<>(List.of(arguments));
        // All is on one host; whoever says otherwise says it after this.
        all.add(1, "spark.shared-disk=true");
        Collections.addAll(all, "spark.memory=1g", "spark.off-heap=1g");
        Collections.addAll(
                all,
                "--",
                "--master",
                master,
                "--driver-java-options",
                javaOptions(),
                "--conf",
                "spark.executor.extraJavaOptions=" + javaOptions(),
                "--executor-memory",
                "1g",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.shuffle.partitions=4",
                // Of an executor that was killed, nothing can be fetched.
                "--conf",
                "spark.shuffle.io.retryWait=200ms");
        spark.forEach((key, value) -> Collections.addAll(all, "--conf", key + "=" + value));
        var environment = new TreeMap<>(environment());
        environment.putAll(variables);
        return Launcher.start(
                Path.of("scripts/seq2seq").toAbsolutePath(), folder.resolve(name), environment, input, all);
    }

    /** For short jobs, where the second compiler costs more than it saves; what is left over stays in the folder. */
    private String javaOptions() {
        return "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.io.tmpdir=" + folder + "/tmp -Xlog:class+load:file="
                + folder + "/classes-%p.log";
    }

    /** Where drivers and executors write which classes they load, a file each. */
    List<Path> classLogs() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("classes-"))
                    .toList();
        }
    }

    private static String sparkClassPath() throws IOException {
        return TEST_CLASSES + File.pathSeparator + String.join(File.pathSeparator, SparkHome.jars());
    }

    /** Hadoop's minicluster brings a Hadoop of its own, which must not meet Spark's. */
    static String hdfsClassPath() throws IOException {
        return hadoopClassPath(List.of());
    }

    /** @param more jars that a service of Hadoop's needs, by the beginnings of their names */
    static String hadoopClassPath(List<String> more) throws IOException {
        var jars = new ArrayList<>(List.of(TEST_CLASSES));
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> jar.contains("hadoop-client-minicluster"))
                .forEach(jars::add);
        SparkHome.jars().stream()
                .filter(jar -> Stream.of("hadoop-client", "slf4j", "log4j", "commons-logging")
                        .anyMatch(jar::contains))
                .forEach(jars::add);
        for (var name : more) {
            jars.add(SparkHome.onTestClassPath(name));
        }
        return String.join(File.pathSeparator, jars);
    }

    /** The configuration of master and workers. */
    private String properties() throws IOException {
        var block =
                Pattern.compile("(?s)```properties\n(.*?)```").matcher(Files.readString(Path.of("docs/security.md")));
        if (!block.find()) {
            throw new IllegalStateException("docs/security.md has no properties");
        }
        return Files.writeString(folder.resolve("daemons.properties"), secure ? block.group(1) : "")
                .toString();
    }

    private Map<String, String> environment() {
        var environment = new TreeMap<>(Map.of(
                "SPARK_HOME",
                folder + "/spark",
                "SPARK_SCALA_VERSION",
                "2.12",
                "JAVA_HOME",
                System.getProperty("java.home")));
        if (secure) {
            environment.put("_SPARK_AUTH_SECRET", SECRET);
        }
        return environment;
    }

    /**
     * Starts an executor that nobody has asked for.
     *
     * @param driver its address
     * @param environment with the secret that it gives itself out by
     */
    Daemon executor(String name, String driver, Map<String, String> environment, String... java) throws IOException {
        var main = new ArrayList<>(List.of("org.apache.spark.executor.CoarseGrainedExecutorBackend"));
        Collections.addAll(main, "--driver-url", driver, "--executor-id", "77", "--cores", "1", "--app-id", "app");
        Collections.addAll(main, "--bind-address", "127.0.0.1", "--hostname", "127.0.0.1");
        var stray = Daemon.start(
                folder.resolve(name + ".log"),
                environment,
                List.of(java),
                sparkClassPath(),
                // Less is no executor to Spark.
                "512m",
                main.toArray(String[]::new));
        daemons.add(stray);
        return stray;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        Collections.reverse(daemons);
        daemons.forEach(Daemon::close);
        if (hdfs != null) {
            hdfs.close();
        }
    }
}
