package io.sparkseq2seq.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** The custom resource that makes a {@link SparkApplication} on a schedule. */
record ScheduledSparkApplication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
    record Spec(
            String schedule,
            String timeZone,
            SparkApplication.Spec template,
            String concurrencyPolicy,
            Integer successfulRunHistoryLimit,
            Integer failedRunHistoryLimit) {
        Spec {
            if (schedule == null || template == null) {
                throw new IllegalArgumentException("schedule, template");
            } else if (!List.of("Allow", "Forbid", "Replace").contains(concurrencyPolicy)) {
                throw new IllegalArgumentException("concurrencyPolicy: " + concurrencyPolicy);
            }
        }
    }
}
