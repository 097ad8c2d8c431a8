package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.sparkseq2seq.App;
import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.launch.Containers;
import io.sparkseq2seq.launch.JobArguments;
import io.sparkseq2seq.launch.SubmitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code src/kubernetes} ships. */
class ManifestsTest {
    private static final String HOME = "/opt/spark-seq2seq/";
    private static final String ACCOUNT = "seq2seq";

    @TempDir
    Path folder;

    static List<Path> files() throws IOException {
        return Manifests.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyDocumentIsOneThatKubernetesKnows(Path file) throws IOException {
        assertThat(Manifests.read(file)).isNotEmpty();
    }

    @Test
    void aFieldThatIsNoneIsAnError() {
        assertThatThrownBy(() -> Manifests.read("apiVersion: v1\nkind: Pod\nspec: {nodeNam: a}"))
                .hasMessageContaining("nodeNam");
        assertThatThrownBy(() -> Manifests.read("apiVersion: v1\nkind: Pod\nspec: {volumes: [{emptyDirs: {}}]}"))
                .hasMessageContaining("emptyDirs");
        assertThatThrownBy(() -> Manifests.read("apiVersion: v1\nkind: Pod\nkind: Pod\n"))
                .hasMessageContaining("kind");
    }

    @ParameterizedTest
    @MethodSource("files")
    void podsHaveNoRightsAndWriteToTheirVolumesAlone(Path file) throws IOException {
        for (Object document : Manifests.read(file)) {
            for (PodSpec pod : Manifests.pods(document)) {
                var context = pod.getSecurityContext();
                assertThat(context.getRunAsNonRoot()).isTrue();
                assertThat(context.getRunAsUser()).isEqualTo(185);
                assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
                assertThat(pod.getVolumes())
                        .allMatch(volume -> volume.getEmptyDir() != null || volume.getConfigMap() != null);
                assertThat(pod.getContainers()).singleElement().satisfies(container -> {
                    var own = container.getSecurityContext();
                    assertThat(own.getReadOnlyRootFilesystem()).isTrue();
                    assertThat(own.getAllowPrivilegeEscalation()).isFalse();
                    assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
                    assertThat(own.getCapabilities().getAdd()).isEmpty();
                    assertThat(container.getVolumeMounts())
                            .extracting(VolumeMount::getMountPath)
                            .contains("/tmp", "/opt/spark/work-dir");
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void secretsAreNamedAndNeverWritten(Path file) throws IOException {
        for (Object document : Manifests.read(file)) {
            for (PodSpec pod : Manifests.pods(document)) {
                assertThat(pod.getContainers().get(0).getEnv())
                        .filteredOn(variable -> variable.getName().matches(".*(KEY|SECRET|TOKEN|PASSWORD).*"))
                        .allMatch(variable -> variable.getValue() == null
                                && variable.getValueFrom().getSecretKeyRef() != null);
            }
        }
        assertThat(Files.readString(file)).doesNotContainPattern("(?i)(access|secret)[.-]key *[=:] *\\w");
    }

    @Test
    void theOperatorsPodsAreThoseOfTheTemplates() throws IOException {
        var application = Manifests.read("spark-application.yaml", SparkApplication.class);
        var scheduled = Manifests.read("scheduled-spark-application.yaml", ScheduledSparkApplication.class);
        var templates = List.of(
                Manifests.read("driver-pod.yaml", Pod.class).getSpec(),
                Manifests.read("executor-pod.yaml", Pod.class).getSpec());
        for (var spec : List.of(application.spec(), scheduled.spec().template())) {
            assertThat(spec.pods().stream().map(ManifestsTest::withoutEnvironment))
                    .isEqualTo(templates);
            assertThat(spec.mainClass()).isEqualTo(App.class.getName());
            assertThat(spec.mainApplicationFile()).isEqualTo("local://" + HOME + "lib/spark-seq2seq.jar");
        }
        assertThat(scheduled.spec().template().arguments())
                .isEqualTo(application.spec().arguments());
    }

    private static PodSpec withoutEnvironment(PodSpec pod) {
        return new PodSpecBuilder(pod)
                .editFirstContainer()
                .withEnv(List.<EnvVar>of())
                .endContainer()
                .build();
    }

    @Test
    void theOperatorAsksForTheMemoryThatTheToolWouldAskFor() throws IOException {
        var spec =
                Manifests.read("spark-application.yaml", SparkApplication.class).spec();
        var job = JobArguments.of(spec.arguments());
        assertThat(job.areOfAJob()).isTrue();
        var overhead = Containers.overhead(
                        Settings.load(Optional.empty(), job.overrides()).spark()) + "m";
        assertThat(spec.driver().memoryOverhead()).isEqualTo(overhead);
        assertThat(spec.executor().memoryOverhead()).isEqualTo(overhead);
    }

    private static List<String> arguments(CronJob job) {
        return job.getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getArgs();
    }

    @Test
    void theCronJobIsGivenWhatTheToolAndSparkTake() throws IOException {
        var job = Manifests.read("cron-job.yaml", CronJob.class);
        var pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        var container = pod.getContainers().get(0);
        assertThat(container.getCommand()).containsExactly(HOME + "bin/seq2seq");
        var words = arguments(job);
        var options = SubmitOptions.read(words.subList(words.indexOf("--") + 1, words.size()), Map.of());
        assertThat(options.inCluster()).isFalse();
        assertThat(options.get("spark.kubernetes.container.image")).hasValue(container.getImage());
        assertThat(options.get("spark.kubernetes.executor.podTemplateFile")).hasValueSatisfying(file -> assertThat(
                        Manifests.FOLDER.resolve(Path.of(file).getFileName()))
                .exists());
        // The settings are those of the config map, at the path that is mounted.
        var settings = new ArrayList<>(words.subList(0, words.indexOf("--")));
        var conf = Manifests.read("cron-job.yaml", ConfigMap.class).getData().get("comments.conf");
        var mounted = Files.writeString(folder.resolve("comments.conf"), conf);
        settings.replaceAll(word -> word.replace("/etc/seq2seq/comments.conf", mounted.toString()));
        var spark = JobArguments.of(settings).settings(ConfReader.NONE).spark();
        long memory = spark.memory().bytes() + JavaUtils.byteStringAsBytes(Containers.overhead(spark) + "m");
        assertThat(Quantity.getAmountInBytes(
                                container.getResources().getLimits().get("memory"))
                        .longValue())
                .isGreaterThanOrEqualTo(memory);
    }

    @Test
    void theCronJobTriesAgainWhatMayPass() throws IOException {
        var job = Manifests.read("cron-job.yaml", CronJob.class).getSpec();
        var template = job.getJobTemplate().getSpec();
        assertThat(job.getConcurrencyPolicy()).isEqualTo("Forbid");
        assertThat(template.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(template.getPodFailurePolicy().getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getAction()).isEqualTo("FailJob");
            assertThat(rule.getOnExitCodes().getContainerName())
                    .isEqualTo(template.getTemplate()
                            .getSpec()
                            .getContainers()
                            .get(0)
                            .getName());
            assertThat(rule.getOnExitCodes().getValues()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void allAreOneAccountWhoseRoleIsBound() throws IOException {
        assertThat(Manifests.read("rbac.yaml", ServiceAccount.class)
                        .getMetadata()
                        .getName())
                .isEqualTo(ACCOUNT);
        var binding = Manifests.read("rbac.yaml", RoleBinding.class);
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(Manifests.read("rbac.yaml", Role.class).getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().matches(subject -> subject.getName()
                .equals(ACCOUNT));
        var spec =
                Manifests.read("spark-application.yaml", SparkApplication.class).spec();
        assertThat(spec.driver().serviceAccount()).isEqualTo(ACCOUNT);
        var job = Manifests.read("cron-job.yaml", CronJob.class);
        assertThat(job.getSpec()
                        .getJobTemplate()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getServiceAccountName())
                .isEqualTo(ACCOUNT);
    }

    @Test
    void theDocsShowTheManifestOfTheCronJob() throws IOException {
        assertThat(Files.readString(Path.of("docs/schedule.md")))
                .contains("```yaml\n" + Files.readString(Manifests.FOLDER.resolve("cron-job.yaml")) + "```\n");
    }

    @Test
    void theImageRunsAsTheUserOfThePods() throws IOException {
        var lines = Files.readAllLines(Manifests.FOLDER.resolve("Dockerfile"));
        assertThat(lines.stream().filter(line -> line.startsWith("USER ")).reduce((a, b) -> b))
                .hasValue("USER 185");
        assertThat(lines).noneMatch(line -> line.startsWith("ENTRYPOINT") || line.startsWith("CMD"));
        assertThat(lines).contains("COPY --chown=root:root . " + HOME);
    }
}
