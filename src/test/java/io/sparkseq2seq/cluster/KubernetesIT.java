package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.sparkseq2seq.search.LoadedTranslator;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Jobs on Kubernetes: submitted by the launcher and Spark's own client, scheduled by Spark's own scheduler, in pods
 * with the rights of {@code src/kubernetes}, from and to an object store. Server and node are {@link ApiServer} and
 * {@link Kubelet}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesIT {
    private static final Path FOLDER = Path.of("target/kubernetes").toAbsolutePath();
    private static final Path RELEASE = FOLDER.resolve("release");
    private static final Path SPARK = FOLDER.resolve("spark");
    private static final Path GOLDEN = Path.of("src/test/resources/kubernetes/submission.yaml");
    private static final String IMAGE = "registry.example.com/spark-seq2seq:latest";
    private static final String DRIVER = ".*-driver";
    private static final int TEXTS = 60;
    private static final String[] SEARCH = {"max-length=5", "beam=2"};

    private static ApiServer api;
    private static Kubelet kubelet;
    private static ObjectStore store;
    private static Configuration hadoop;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(Container.canRun(), "needs name spaces: unshare, as root or with name spaces of users");
        Cluster.delete(FOLDER);
        SparkHome.make(SPARK);
        // Where Spark mounts the executors' template.
        Files.createDirectories(SPARK.resolve("pod-template"));
        // What the image adds.
        for (var jar : List.of("hadoop-aws", "aws-java-sdk-bundle")) {
            SparkHome.add(SPARK, SparkHome.onTestClassPath(jar));
        }
        release(RELEASE);
        api = ApiServer.start();
        api.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("lake")
                        .endMetadata()
                        .addToData("access-key", encoded("any"))
                        .addToData("secret-key", encoded("thing"))
                        .build())
                .create();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes());
    }

    /** As the image has it. */
    private static void release(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (var tars = Files.newDirectoryStream(Path.of("target"), "spark-seq2seq-*.tar.gz")) {
            Tool.run("tar", "xzf", tars.iterator().next().toString(), "--strip-components=1", "-C", folder.toString());
        }
    }

    /** From here on pods run. */
    private static void startNode() throws IOException, InterruptedException {
        if (kubelet != null) {
            return;
        }
        store = ObjectStore.start(FOLDER.resolve("store"));
        hadoop = store.configuration();
        Path model = FOLDER.resolve("model");
        SavedModel.write(model, 1);
        var target = new org.apache.hadoop.fs.Path(ObjectStore.ROOT + "/models/en-de");
        target.getFileSystem(hadoop).copyFromLocalFile(new org.apache.hadoop.fs.Path(model.toUri()), target);
        // The keys are the secret's.
        var reach = new TreeMap<>(store.properties());
        reach.keySet().removeIf(key -> key.endsWith(".key"));
        Files.writeString(
                SPARK.resolve("conf/spark-defaults.conf"),
                reach.entrySet().stream()
                        .map(each -> "spark.hadoop." + each.getKey() + " " + each.getValue() + "\n")
                        .collect(Collectors.joining()));
        var image = new Kubelet.Image(
                Map.of(
                        "/opt/spark",
                        SPARK,
                        "/opt/spark-seq2seq",
                        RELEASE,
                        "/opt/entrypoint.sh",
                        Path.of("src/test/resources/kubernetes/entrypoint.sh").toAbsolutePath(),
                        "/opt/java",
                        Path.of(System.getProperty("java.home"))),
                Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "JAVA_HOME", "/opt/java", "SPARK_HOME", "/opt/spark"),
                List.of("/opt/entrypoint.sh"),
                "/opt/spark/work-dir");
        forget();
        kubelet = Kubelet.start(api, image, FOLDER.resolve("pods"));
    }

    @AfterAll
    static void stop() {
        if (kubelet != null) {
            kubelet.close();
        }
        if (store != null) {
            store.close();
        }
        if (api != null) {
            api.close();
        }
    }

    private static Command submit(String name, List<String> job, String... more) throws IOException {
        var all = new ArrayList<>(job);
        all.addAll(List.of(
                "--",
                "--master",
                "k8s://" + api.forSubmitter(),
                "--deploy-mode",
                "cluster",
                "--name",
                "en-de",
                "--num-executors",
                "2",
                "--executor-memory",
                "512m"));
        var conf = List.of(
                "spark.kubernetes.namespace=" + ApiServer.NAMESPACE,
                "spark.kubernetes.container.image=" + IMAGE,
                "spark.kubernetes.authenticate.driver.serviceAccountName=seq2seq",
                "spark.kubernetes.driver.podTemplateFile=" + RELEASE + "/kubernetes/driver-pod.yaml",
                "spark.kubernetes.executor.podTemplateFile=" + RELEASE + "/kubernetes/executor-pod.yaml",
                "spark.kubernetes.driver.secretKeyRef.AWS_ACCESS_KEY_ID=lake:access-key",
                "spark.kubernetes.driver.secretKeyRef.AWS_SECRET_ACCESS_KEY=lake:secret-key",
                "spark.kubernetes.executor.secretKeyRef.AWS_ACCESS_KEY_ID=lake:access-key",
                "spark.kubernetes.executor.secretKeyRef.AWS_SECRET_ACCESS_KEY=lake:secret-key");
        Stream.concat(conf.stream(), Stream.of(more)).forEach(each -> {
            all.add("--conf");
            all.add(each);
        });
        return Launcher.start(
                RELEASE.resolve("bin/seq2seq"),
                FOLDER.resolve(name),
                Map.of("SPARK_HOME", SPARK.toString(), "JAVA_HOME", System.getProperty("java.home")),
                "",
                all);
    }

    /** A job that runs on the node. */
    private static Command run(String name, String... settings) throws IOException, InterruptedException {
        startNode();
        forget();
        var job = new ArrayList<>(List.of(
                "translate",
                "--json",
                "translate.model=" + ObjectStore.ROOT + "/models/en-de",
                "translate.max-length=5",
                "translate.beam=2",
                "spark.memory=512m",
                "spark.off-heap=512m"));
        job.addAll(List.of(settings));
        String quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        return submit(
                name,
                job,
                "spark.kubernetes.driver.master=" + api.forDriver(),
                "spark.driver.extraJavaOptions=" + quick,
                "spark.executor.extraJavaOptions=" + quick);
    }

    private static void forget() throws InterruptedException {
        if (kubelet != null) {
            kubelet.forget();
        }
        api.client().pods().delete();
        api.client().configMaps().delete();
        api.client().services().delete();
    }

    private static List<String> texts(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "Tom loves the dog " + i)
                .toList();
    }

    private static List<String> translations(List<String> texts) {
        try (var translator = LoadedTranslator.load(FOLDER.resolve("model").toString(), SEARCH)) {
            return translator.translate(texts).stream().map(each -> each.text()).toList();
        }
    }

    private static List<String> lines(String folder) throws IOException {
        var path = new org.apache.hadoop.fs.Path(folder, "part-*");
        var lines = new ArrayList<String>();
        for (var part : path.getFileSystem(hadoop).globStatus(path)) {
            TextFiles.read(part.getPath(), hadoop).lines().forEach(lines::add);
        }
        return lines;
    }

    @Test
    @Order(1)
    void aSubmissionMakesWhatTheFileShows() throws IOException, InterruptedException {
        Path conf = Files.writeString(
                Files.createDirectories(FOLDER).resolve("comments.conf"),
                "translate { model = \"s3a://models/en-de\", format = parquet }\nspark.threads-per-task = 2\n");
        var job = List.of(
                "translate",
                "--conf",
                conf.toString(),
                "translate.input=s3a://lake/comments",
                "translate.output=s3a://lake/comments-de");
        try (var command = submit("submission", job, "spark.kubernetes.submission.waitAppCompletion=false")) {
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        String made = Submission.of(api.client());
        Path actual = Files.writeString(FOLDER.resolve("submission.yaml"), made);
        assertThat(made)
                .as("look at %s; where it is right, copy it to %s", actual, GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    @Tag("soak")
    @Order(2)
    void aTranslationOutlivesAnExecutor() throws IOException, InterruptedException {
        startNode();
        var texts = texts(TEXTS);
        for (int file = 0; file < 4; file++) {
            TextFiles.write(
                    ObjectStore.ROOT + "/texts/" + file + ".en",
                    String.join("\n", texts.subList(file * TEXTS / 4, (file + 1) * TEXTS / 4)) + "\n",
                    hadoop);
        }
        String output = ObjectStore.ROOT + "/translations";
        try (var command =
                run("translate", "translate.input=" + ObjectStore.ROOT + "/texts", "translate.output=" + output)) {
            kubelet.printed(".*-exec-1", "Running task").kill();
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        assertThat(kubelet.ended(DRIVER)).isZero();
        assertThat(kubelet.ended(".*-exec-1")).isEqualTo(137);
        assertThat(kubelet.pods()).anyMatch(pod -> pod.endsWith("-exec-3"));
        assertThat(lines(output).stream().map(line -> line.split("\t", -1)[0]))
                .containsExactlyInAnyOrderElementsOf(translations(texts));
        assertThat(rights(Manifests.read("rbac.yaml", Role.class))).containsAll(api.askedByDrivers());
    }

    private static TreeSet<String> rights(Role role) {
        return role.getRules().stream()
                .flatMap(rule -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @Tag("soak")
    @Order(3)
    void aMistakeIsTheExitCodeAndTheMessageOfThePod() throws IOException, InterruptedException {
        // A path without a scheme is on a pod's own disk.
        try (var command = run("mistake", "translate.input=" + ObjectStore.ROOT + "/texts", "translate.output=/out")) {
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("seq2seq: the output is on a machine's own disk");
        }
        assertThat(kubelet.ended(DRIVER)).isEqualTo(2);
        var pod = api.client()
                .pods()
                .withLabel("spark-role", "driver")
                .list()
                .getItems()
                .get(0);
        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        var ended = pod.getStatus().getContainerStatuses().get(0).getState().getTerminated();
        assertThat(ended.getExitCode()).isEqualTo(2);
        assertThat(ended.getMessage()).contains("seq2seq: the output is on a machine's own disk");
    }

    @Test
    @Tag("soak")
    @Order(4)
    void aDriverThatIsDeletedEndsInItsGraceAndPublishesNothing() throws IOException, InterruptedException {
        startNode();
        TextFiles.write(ObjectStore.ROOT + "/many.en", String.join("\n", texts(100_000)) + "\n", hadoop);
        String output = ObjectStore.ROOT + "/stopped/out";
        try (var command =
                run("stopped", "translate.input=" + ObjectStore.ROOT + "/many.en", "translate.output=" + output)) {
            kubelet.printed(".*-exec-[12]", "Running task");
            var driver = kubelet.container(DRIVER);
            api.client().pods().withLabel("spark-role", "driver").delete();
            long start = System.nanoTime();
            assertThat(kubelet.ended(DRIVER)).isEqualTo(143);
            assertThat((System.nanoTime() - start) / 1e9).isLessThan(30);
            assertThat(driver.log()).contains("seq2seq: interrupted");
        }
        assertThat(TextFiles.exists(output, hadoop)).isFalse();
        assertThat(api.client()
                        .pods()
                        .withLabel("spark-role", "executor")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    @Tag("soak")
    @Order(5)
    void theCronJobTranslatesInItsOwnPodWithExecutorsBesideIt() throws IOException, InterruptedException {
        startNode();
        forget();
        var texts = texts(20);
        table(ObjectStore.ROOT + "/comments/0.parquet", texts);
        var documents = Manifests.read(Files.readString(Manifests.FOLDER.resolve("cron-job.yaml"))
                .replace("https://kubernetes.default.svc", api.forDriver())
                .replace("s3a://models", ObjectStore.ROOT + "/models")
                .replace("column = text", "column = text, max-length = 5, beam = 2"));
        api.client().resource((ConfigMap) documents.get(0)).create();
        var job = (CronJob) documents.get(1);
        var template = job.getSpec().getJobTemplate().getSpec().getTemplate();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("comments-1")
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
        api.client().resource(pod).create();
        assertThat(kubelet.ended("comments-1"))
                .as(kubelet.container("comments-1").log())
                .isZero();
        assertThat(kubelet.pods()).anyMatch(name -> name.matches(".*-exec-1"));
        var rows = new TreeMap<Long, String>();
        var path = new org.apache.hadoop.fs.Path(ObjectStore.ROOT + "/comments-de", "part-*");
        for (var part : path.getFileSystem(hadoop).globStatus(path)) {
            try (var reader = ParquetReader.builder(new GroupReadSupport(), part.getPath())
                    .withConf(hadoop)
                    .build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    rows.put(row.getLong("id", 0), row.getString("translation", 0));
                }
            }
        }
        assertThat(rows.values()).containsExactlyElementsOf(translations(texts));
    }

    private static void table(String path, List<String> texts) throws IOException {
        var type =
                MessageTypeParser.parseMessageType("message row { required int64 id; required binary text (UTF8); }");
        var file = HadoopOutputFile.fromPath(new org.apache.hadoop.fs.Path(path), hadoop);
        try (var writer = ExampleParquetWriter.builder(file).withType(type).build()) {
            for (int row = 0; row < texts.size(); row++) {
                writer.write(new SimpleGroupFactory(type)
                        .newGroup()
                        .append("id", (long) row)
                        .append("text", texts.get(row)));
            }
        }
    }
}
