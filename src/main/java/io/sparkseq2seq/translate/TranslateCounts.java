package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** What the tasks of a translate job have done so far, as the driver sees it: a task's part when the task ends. */
public final class TranslateCounts implements Serializable {
    private static final long serialVersionUID = 1;

    final LongAccumulator sentences;
    final LongAccumulator tokens;
    final LongAccumulator failures;
    /** At most one of a task. */
    private final CollectionAccumulator<String> reasons;

    public TranslateCounts(SparkContext context) {
        sentences = context.longAccumulator("sentences translated");
        tokens = context.longAccumulator("target tokens");
        failures = context.longAccumulator("sentences failed");
        reasons = context.collectionAccumulator("reasons of failures");
    }

    /** Counts the translation of a text, or its failure. */
    public void add(Outcome outcome) {
        sentences.add(1);
        if (outcome.error() != null) {
            failed(outcome.error());
        } else {
            tokens.add(outcome.translation().tokens());
        }
    }

    /** Texts so far. */
    public long sentences() {
        return sentences.value();
    }

    /** Those of them that failed. */
    public long failures() {
        return failures.value();
    }

    /** Target tokens so far. */
    public long tokens() {
        return tokens.value();
    }

    void failed(String reason) {
        failures.add(1);
        if (reasons.isZero()) {
            reasons.add(reason);
        }
    }

    /** The reason of some failure; on the driver, when there was one. */
    public String aReason() {
        return reasons.value().get(0);
    }
}
