package io.sparkseq2seq.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;

/**
 * The custom resource of Kubeflow's Spark Operator, as its <a
 * href="https://www.kubeflow.org/docs/components/spark-operator/reference/api-spec/">API v1beta2</a> has it, as far as
 * manifests use it: who uses another field looks it up there and adds it here.
 */
record SparkApplication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
    private static void require(boolean valid, String what) {
        if (!valid) {
            throw new IllegalArgumentException(what);
        }
    }

    record Spec(
            String type,
            String mode,
            String sparkVersion,
            String image,
            String mainClass,
            String mainApplicationFile,
            List<String> arguments,
            Map<String, String> sparkConf,
            Map<String, String> hadoopConf,
            RestartPolicy restartPolicy,
            Long timeToLiveSeconds,
            Driver driver,
            Executor executor) {
        Spec {
            require(List.of("Java", "Scala", "Python", "R").contains(type), "type: " + type);
            require(List.of("cluster", "client").contains(mode), "mode: " + mode);
            require(sparkVersion != null && mainApplicationFile != null, "sparkVersion, mainApplicationFile");
            require(driver != null && executor != null, "driver, executor");
        }

        List<PodSpec> pods() {
            return List.of(driver.template().getSpec(), executor.template().getSpec());
        }
    }

    record RestartPolicy(
            String type,
            Integer onSubmissionFailureRetries,
            Integer onFailureRetries,
            Long onSubmissionFailureRetryInterval,
            Long onFailureRetryInterval) {
        RestartPolicy {
            require(List.of("Never", "OnFailure", "Always").contains(type), "restartPolicy: " + type);
        }
    }

    record Driver(
            PodTemplateSpec template, Integer cores, String memory, String memoryOverhead, String serviceAccount) {}

    record Executor(PodTemplateSpec template, Integer instances, Integer cores, String memory, String memoryOverhead) {}
}
