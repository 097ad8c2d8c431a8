package io.sparkseq2seq.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a driver on Kubernetes has ended, as its pod tells. */
class DriverPodTest {
    private static Pod pod(String phase, int code, String reason, String message) {
        return new PodBuilder()
                .withNewStatus()
                .withPhase(phase)
                .addNewContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    @Test
    void aDriverThatIsDoneIsDone() {
        assertThat(DriverPod.of("a", pod("Succeeded", 0, "Completed", null)).exitCode())
                .isZero();
    }

    @Test
    void theLastLineOfTheToolTellsWhy() {
        var log = "INFO a\nseq2seq: warned\nseq2seq: there is no model (m). Train one.\nINFO stopped\n";
        assertThat(DriverPod.of("a", pod("Failed", 2, "Error", log)))
                .isEqualTo(new DriverPod.Ended(2, "seq2seq: there is no model (m). Train one."));
    }

    @Test
    void aDriverWithoutAWordIsToldByItsReason() {
        var killed = DriverPod.of("driver-1", pod("Failed", 137, "OOMKilled", null));
        assertThat(killed.exitCode()).isEqualTo(137);
        assertThat(killed.message()).contains("exit code 137", "OOMKilled", "kubectl logs driver-1");
    }

    @Test
    void whatNobodyCanTellMayPass() {
        assertThatThrownBy(() -> DriverPod.of("driver-1", null))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("it was deleted (pod driver-1)");
        var evicted = new PodBuilder()
                .withNewStatus()
                .withPhase("Failed")
                .withMessage("The node was low on resource: memory")
                .endStatus()
                .build();
        assertThatThrownBy(() -> DriverPod.of("driver-1", evicted))
                .isInstanceOfSatisfying(UserException.class, error -> assertThat(error.isTemporary())
                        .isTrue())
                .hasMessageContaining("low on resource");
    }

    private static SubmitOptions named(String... options) {
        return PodName.named(
                SubmitOptions.read(List.of(options), Map.of()), JobArguments.of(List.of("train", "train.epochs=1")));
    }

    @Test
    void aPodThatIsWaitedForHasANameOfItsOwn() {
        var first = named("--master", "k8s://https://a", "--deploy-mode", "cluster");
        assertThat(PodName.awaited(first))
                .hasValueSatisfying(name -> assertThat(name).matches("seq2seq-train-[0-9a-f]{12}-driver"));
        assertThat(first.given())
                .contains("spark.kubernetes.driver.pod.name="
                        + PodName.awaited(first).orElseThrow());
        var second = named("--master", "k8s://https://a", "--deploy-mode", "cluster");
        assertThat(PodName.awaited(second)).isNotEqualTo(PodName.awaited(first));
        var chosen = named(
                "--master", "k8s://a", "--deploy-mode", "cluster", "--conf", "spark.kubernetes.driver.pod.name=mine");
        assertThat(PodName.awaited(chosen)).hasValue("mine");
    }

    @Test
    void whereSparkDoesNotWaitNobodyAsks() {
        for (var options : List.of(
                new String[] {"--master", "k8s://https://a"},
                new String[] {"--master", "yarn", "--deploy-mode", "cluster"},
                new String[] {
                    "--master",
                    "k8s://https://a",
                    "--deploy-mode=cluster",
                    "--conf",
                    "spark.kubernetes.submission.waitAppCompletion=false"
                })) {
            assertThat(PodName.awaited(named(options))).isEmpty();
        }
    }
}
