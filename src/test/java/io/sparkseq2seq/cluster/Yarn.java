package io.sparkseq2seq.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * YARN and HDFS on the loopback, in a JVM of their own, and a Spark installation whose {@code spark-submit} uses them.
 * Containers are processes of this machine, and YARN kills those that take more memory than they asked for.
 */
final class Yarn implements AutoCloseable {
    /** For certificates, for pages in XML, which newer JDKs lack, and for what the mini cluster asserts. */
    private static final List<String> MORE = List.of(
            "bcpkix-",
            "bcprov-jdk15on",
            "bcutil-",
            "jakarta.xml.bind-api",
            "jaxb-runtime",
            "istack-",
            "activation-",
            "junit-4");

    private static final Pattern CONTAINER = Pattern.compile("container_[0-9_]+");
    private static final Pattern NODE = Pattern.compile("-localDir-nm-(\\d+)_");
    private static final Pattern LOGS = Pattern.compile(".*-logDir-nm-.*");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private final Path folder;
    private final Daemon hadoop;
    private final String hdfs;
    private final YarnClient client = YarnClient.createYarnClient();

    /**
     * Starts everything.
     *
     * @param nodes NodeManagers
     * @param megabytes that containers of a node may have together
     * @param cores of a node
     */
    Yarn(Path folder, int nodes, int megabytes, int cores) throws IOException, InterruptedException {
        this.folder = folder.toAbsolutePath();
        Cluster.delete(this.folder);
        SparkHome.make(this.folder.resolve("spark"), "spark-yarn");
        hadoop = Daemon.start(
                this.folder.resolve("hadoop.log"),
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                Cluster.hadoopClassPath(MORE),
                "768m",
                MiniHadoop.class.getName(),
                this.folder.toString(),
                Integer.toString(nodes),
                Integer.toString(megabytes),
                Integer.toString(cores));
        try {
            hdfs = hadoop.await("hadoop at (\\S+)\\s").group(1);
            var conf = new Configuration();
            for (var file : List.of("core-site.xml", "yarn-site.xml")) {
                conf.addResource(new org.apache.hadoop.fs.Path(
                        this.folder.resolve("conf").resolve(file).toUri()));
            }
            client.init(conf);
            client.start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            hadoop.close();
            throw e;
        }
    }

    /** {@code hdfs://localhost:PORT}. */
    String hdfs() {
        return hdfs;
    }

    /** Where logs are, and what commands print. */
    Path folder() {
        return folder;
    }

    /** What a client's environment names. */
    Map<String, String> environment() {
        return Map.of(
                "SPARK_HOME",
                folder + "/spark",
                "SPARK_SCALA_VERSION",
                "2.12",
                "HADOOP_CONF_DIR",
                folder + "/conf",
                "HADOOP_USER_NAME",
                System.getProperty("user.name"),
                "JAVA_HOME",
                System.getProperty("java.home"));
    }

    /** Options of spark-submit that name the cluster: Spark's jars lie on every node. */
    List<String> options(String tag) {
        return List.of(
                "--master",
                "yarn",
                "--conf",
                "spark.yarn.jars=local:" + folder + "/spark/jars/*",
                "--conf",
                "spark.yarn.tags=" + tag,
                "--conf",
                "spark.ui.enabled=false");
    }

    /** Options for jobs of seconds: they compile little, and wait for nothing. */
    private static List<String> quick() {
        var java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        return List.of(
                "--conf",
                "spark.driver.extraJavaOptions=" + java,
                "--conf",
                "spark.executor.extraJavaOptions=" + java,
                "--conf",
                "spark.sql.shuffle.partitions=4",
                "--conf",
                "spark.shuffle.io.retryWait=200ms",
                "--conf",
                "spark.yarn.scheduler.heartbeat.interval-ms=500");
    }

    /**
     * Starts {@code scripts/seq2seq}.
     *
     * @param name for what it prints, and the tag by which {@link #application} finds it
     * @param cluster whether the driver runs on YARN
     * @param spark some of Spark's settings
     */
    Command start(String name, boolean cluster, Map<String, String> spark, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--");
        all.addAll(options(name));
        all.addAll(quick());
        Collections.addAll(all, "--deploy-mode", cluster ? "cluster" : "client");
        spark.forEach((key, value) -> Collections.addAll(all, "--conf", key + "=" + value));
        return Launcher.start(
                Path.of("scripts/seq2seq").toAbsolutePath(), folder.resolve(name), environment(), "", all);
    }

    /** Runs it to its end. */
    Command.Result run(String name, boolean cluster, Map<String, String> spark, String... arguments)
            throws IOException, InterruptedException {
        try (var command = start(name, cluster, spark, arguments)) {
            return command.await();
        }
    }

    /**
     * What YARN knows of an application.
     *
     * @param state such as RUNNING or FINISHED
     * @param status SUCCEEDED or FAILED, in the end
     * @param attempts how often an ApplicationMaster was started
     */
    record Application(String id, String state, String status, String diagnostics, int attempts) {
        boolean isOver() {
            return List.of("FINISHED", "FAILED", "KILLED").contains(state);
        }
    }

    /** Whether a command has submitted its application. */
    boolean isKnown(String name) throws IOException {
        return !applications(name).isEmpty();
    }

    private List<ApplicationReport> applications(String name) throws IOException {
        return asked(client::getApplications).stream()
                .filter(app -> app.getApplicationTags().contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** The application that a command has submitted. */
    Application application(String name) throws IOException {
        var apps = applications(name);
        if (apps.size() != 1) {
            throw new IllegalStateException(apps.size() + " applications with the tag " + name);
        }
        var app = apps.get(0);
        return new Application(
                app.getApplicationId().toString(),
                app.getYarnApplicationState().toString(),
                app.getFinalApplicationStatus().toString(),
                app.getDiagnostics(),
                asked(() -> client.getApplicationAttempts(app.getApplicationId()))
                        .size());
    }

    private interface Question<T> {
        T ask() throws IOException, YarnException;
    }

    private static <T> T asked(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (YarnException e) {
            throw new IOException(e);
        }
    }

    /**
     * A container that runs.
     *
     * @param id its name
     * @param role driver, executor or launcher, which is the ApplicationMaster where the driver is elsewhere
     * @param java its JVM
     * @param node the number of its NodeManager
     * @param peak resident memory of the JVM, in megabytes, at most so far
     */
    record Container(String id, String role, ProcessHandle java, int node, long peak) {
        /** Of the application, from 1. */
        int attempt() {
            return Integer.parseInt(id.split("_")[id.split("_").length - 2]);
        }
    }

    /** All containers whose JVM runs. */
    List<Container> containers() {
        var found = new ArrayList<Container>();
        hadoop.descendants().forEach(process -> {
            try {
                var line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .replace('\0', ' ');
                var id = CONTAINER.matcher(line);
                var peak = PEAK.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
                var folder = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
                var node = NODE.matcher(folder.toString());
                if (line.split(" ")[0].endsWith("/java") && id.find() && peak.find() && node.find()) {
                    found.add(new Container(
                            id.group(),
                            role(line),
                            process,
                            Integer.parseInt(node.group(1)),
                            Long.parseLong(peak.group(1)) / 1024));
                }
            } catch (IOException e) {
                // It has just ended.
            }
        });
        return found;
    }

    private static String role(String line) {
        if (line.contains("deploy.yarn.ApplicationMaster")) {
            return "driver";
        }
        return line.contains("deploy.yarn.ExecutorLauncher") ? "launcher" : "executor";
    }

    /** Megabytes that the running containers of an application have asked for, by their names. */
    Map<String, Long> asked(String application, int attempt) throws IOException {
        var all = new TreeMap<String, Long>();
        var id = ApplicationAttemptId.newInstance(ApplicationId.fromString(application), attempt);
        for (var container : asked(() -> client.getContainers(id))) {
            all.put(
                    container.getContainerId().toString(),
                    container.getAllocatedResource().getMemorySize());
        }
        return all;
    }

    /** Stops a NodeManager, with its containers. */
    void lose(int node) throws IOException, InterruptedException {
        Files.createFile(folder.resolve("lose-" + node));
        hadoop.await("lost NodeManager " + node);
    }

    /** What the containers of an application have printed. */
    String logs(String application) throws IOException {
        var all = new StringBuilder();
        var number = application.replace("application", "container");
        for (Path logs : logFolders()) {
            try (var files = Files.walk(logs)) {
                for (Path file : files.filter(
                                file -> file.getFileName().toString().startsWith("std")
                                        && file.toString().contains(File.separator + number))
                        .sorted()
                        .toList()) {
                    all.append("== ").append(file).append('\n').append(Tool.printed(file));
                }
            }
        }
        return all.toString();
    }

    /** Of all NodeManagers. Other folders lose files at any time. */
    private List<Path> logFolders() throws IOException {
        try (var folders = Files.find(folder.resolve("yarn"), 2, (path, attributes) -> LOGS.matcher(
                        path.getFileName().toString())
                .matches())) {
            return folders.sorted().toList();
        }
    }

    @Override
    public void close() {
        client.stop();
        hadoop.descendants().forEach(ProcessHandle::destroyForcibly);
        hadoop.close();
    }
}
