package io.sparkseq2seq.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What spark-submit is told for each cluster manager. */
class SubmitCommandTest {
    private static final List<String> OPENS = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED");

    @TempDir
    Path folder;

    private static List<String> command(List<String> options, String... arguments) {
        return command(Optional.empty(), options, arguments);
    }

    private static List<String> command(Optional<String> jar, List<String> options, String... arguments) {
        var job = JobArguments.of(List.of(arguments));
        return SubmitCommand.of(
                SubmitOptions.read(options, Map.of()),
                job,
                job.settings(ConfReader.NONE),
                "/opt/tool/lib/tool.jar",
                jar,
                OPENS,
                ConfReader.NONE,
                Configuration::new);
    }

    /** The values of {@code --conf}, in order: Spark takes the last of a key. */
    private static List<String> confs(List<String> command) {
        var confs = new ArrayList<String>();
        for (int i = 0; i + 1 < command.size(); i++) {
            if (command.get(i).equals("--conf")) {
                confs.add(command.get(i + 1));
            }
        }
        return confs;
    }

    @Test
    void aClientGetsTheHeapAndTheInstallationsJar() {
        assertThat(command(List.of("--master", "yarn"), "train", "--conf", "quickstart", "train.epochs=2"))
                .containsExactly(
                        "--class",
                        "io.sparkseq2seq.App",
                        "--conf",
                        "spark.driver.memory=2g",
                        "--master",
                        "yarn",
                        "/opt/tool/lib/tool.jar",
                        "train",
                        "--conf",
                        "quickstart",
                        "train.epochs=2");
    }

    @Test
    void whatTheUserHasSetStands() throws IOException {
        Path defaults = Files.writeString(
                folder.resolve("spark-defaults.conf"), "spark.driver.memory 7g\nspark.submit.deployMode cluster\n");
        var options = List.of(
                "--properties-file=" + defaults,
                "--master=yarn",
                "--conf=spark.driver.memoryOverhead=3g",
                "-c",
                "spark.yarn.appMasterEnv.LC_ALL=de_DE.UTF-8");
        assertThat(confs(command(options, "translate")))
                .noneMatch(conf -> conf.startsWith("spark.driver.memory"))
                .contains("spark.yarn.appMasterEnv.OMP_NUM_THREADS=1")
                .doesNotContain("spark.yarn.appMasterEnv.LC_ALL=C.UTF-8");
    }

    @Test
    void anOptionWinsOverAConfigurationAndThatOverTheDefaultsOfTheInstallation() throws IOException {
        Files.writeString(folder.resolve("spark-defaults.conf"), "spark.master k8s://a\nspark.executor.cores=2\n");
        var environment = Map.of("SPARK_CONF_DIR", folder.toString(), "MASTER", "local[2]");
        assertThat(SubmitOptions.read(List.of(), environment).manager()).isEqualTo(ClusterManager.KUBERNETES);
        var options = SubmitOptions.read(
                List.of("--executor-cores", "8", "--conf", "spark.executor.cores=4", "-c", "spark.master=yarn"),
                environment);
        assertThat(options.manager()).isEqualTo(ClusterManager.YARN);
        assertThat(options.get("spark.executor.cores")).contains("8");
        assertThat(SubmitOptions.read(List.of(), Map.of("MASTER", "spark://h:7077"))
                        .manager())
                .isEqualTo(ClusterManager.STANDALONE);
    }

    @Test
    void theImageForKubernetesHasTheJar() {
        var image = "spark.kubernetes.container.image=image";
        var options = List.of("--master", "k8s://https://host:6443", "--deploy-mode", "cluster", "--conf", image);
        assertThat(command(options, "translate"))
                .contains("local:///opt/spark-seq2seq/lib/spark-seq2seq.jar")
                .doesNotContain("/opt/tool/lib/tool.jar");
        assertThat(command(Optional.of("s3a://jars/tool.jar"), options, "translate"))
                .contains("s3a://jars/tool.jar");
        assertThat(confs(command(options, "translate")))
                .contains("spark.kubernetes.driverEnv.LC_ALL=C.UTF-8", "spark.driver.memoryOverhead=5120m");
    }

    @Test
    void podsWithoutAnImageAreAMistake() {
        var options = List.of("--master", "k8s://https://host:6443", "--deploy-mode", "cluster");
        assertThatThrownBy(() -> command(options, "translate"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no image is named for the pods");
    }

    @Test
    void aStandaloneDriverGetsWhatJava17NeedsAndIsWaitedFor() {
        var options = List.of("--master", "spark://host:7077", "--deploy-mode", "cluster");
        var own = new ArrayList<>(options);
        own.addAll(List.of("--driver-java-options", "-Da=b"));
        var command = command(own, "translate");
        assertThat(confs(command)).contains("spark.standalone.submit.waitAppCompletion=true");
        assertThat(SubmitOptions.read(command.subList(0, command.indexOf("/opt/tool/lib/tool.jar")), Map.of())
                        .get("spark.driver.extraJavaOptions"))
                .contains(OPENS.get(0) + " -Da=b");
    }

    @Test
    void aFileOfSettingsTravelsAsTextToADriverOnTheCluster() throws IOException {
        Files.writeString(folder.resolve("base.conf"), "train { epochs = 7, batch = 16 }");
        Path mine = Files.writeString(
                folder.resolve("my.conf"),
                "include \"base\"\nseed = 3\ntrain.model = ${HOME}\"/m\"\n"
                        + "preprocess.filters = [ damaged, { tokens { max = 60 } } ]\n");
        var given = new String[] {"train", "--json", "--conf", mine.toString(), "train.batch=8"};
        var command = command(List.of("--master=yarn", "--deploy-mode=cluster"), given);
        var carried = JobArguments.of(command.subList(command.indexOf("train"), command.size()));
        Files.delete(mine);
        assertThat(carried.all()).contains("--json").doesNotContain(mine.toString());
        var settings = carried.settings(ConfReader.NONE);
        assertThat(settings.train().epochs()).isEqualTo(7);
        assertThat(settings.train().batch()).isEqualTo(8);
        assertThat(settings.seed()).isEqualTo(3);
        assertThat(settings.train().model()).isEqualTo(System.getenv("HOME") + "/m");
        assertThat(settings.preprocess().filters()).hasSize(2);
        assertThat(Settings.load(carried.conf(), List.of(), ConfReader.NONE).render())
                .isEqualTo(settings.render());
    }

    @Test
    void whatAHostApplicationHasBesideTheRootStaysThere() throws IOException {
        Path mine = Files.writeString(folder.resolve("host.conf"), "a = 1\nseq2seq { train.epochs = ${a}2 }\n");
        var command = command(List.of("--master=yarn", "--deploy-mode=cluster"), "train", "--conf=" + mine, "seed=4");
        var carried = JobArguments.of(command.subList(command.indexOf("train"), command.size()));
        Files.delete(mine);
        assertThat(carried.settings(ConfReader.NONE).train().epochs()).isEqualTo(12);
        assertThat(carried.settings(ConfReader.NONE).seed()).isEqualTo(4);
    }

    @Test
    void aSecretIsNotCarriedInArguments() throws IOException {
        Path mine =
                Files.writeString(folder.resolve("my.conf"), "translate.input = \"s3a://AKIA:s3cr3t/x@bucket/texts\"");
        assertThatThrownBy(() -> command(
                        List.of("--master=yarn", "--deploy-mode=cluster"), "translate", "--conf", mine.toString()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("secret")
                .hasMessageContaining("hdfs:///my.conf")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void aFileThatTheDriverReachesIsReadByTheDriver() {
        var arguments = JobArguments.of(List.of("train", "--conf", "hdfs:///my.conf", "train.epochs=2"));
        assertThat(arguments.carried((path, most) -> Optional.empty())).isEqualTo(arguments.all());
    }

    @Test
    void aCommandThatIsNoJobStaysHere() {
        var options = SubmitOptions.read(
                        List.of("--master=yarn", "--deploy-mode=cluster"), Map.of("SPARK_CONF_DIR", ""))
                .here();
        assertThat(options.inCluster()).isFalse();
        assertThat(options.manager()).isEqualTo(ClusterManager.LOCAL);
        assertThat(SubmitOptions.read(options.given(), Map.of()).configuration())
                .isEqualTo(options.configuration());
    }

    @Test
    void settingsBehindTheDashesAreNamed() {
        assertThatThrownBy(() -> SubmitOptions.read(List.of("--master", "yarn", "train.epochs=3"), Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'train.epochs=3' is not an option of spark-submit");
        assertThatThrownBy(() -> SubmitOptions.read(List.of("--master"), Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--master has no value");
    }
}
