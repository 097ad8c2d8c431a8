package io.sparkseq2seq.translate;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** What the tasks of a translate job have done so far, as the driver sees it: a task's part when the task ends. */
final class TranslateCounts implements Serializable {
    private static final long serialVersionUID = 1;

    final LongAccumulator sentences;
    final LongAccumulator tokens;
    final LongAccumulator failures;
    /** At most one of a task. */
    private final CollectionAccumulator<String> reasons;

    TranslateCounts(SparkContext context) {
        sentences = context.longAccumulator("sentences translated");
        tokens = context.longAccumulator("target tokens");
        failures = context.longAccumulator("sentences failed");
        reasons = context.collectionAccumulator("reasons of failures");
    }

    void failed(String reason) {
        failures.add(1);
        if (reasons.isZero()) {
            reasons.add(reason);
        }
    }

    /** The reason of some failure; on the driver, when there was one. */
    String aReason() {
        return reasons.value().get(0);
    }
}
