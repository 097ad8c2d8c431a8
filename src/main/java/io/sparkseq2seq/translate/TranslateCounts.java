package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** What the tasks of a translate job have done so far, as the driver sees it: a task's part when the task ends. */
public final class TranslateCounts implements Serializable {
    private static final long serialVersionUID = 1;

    final LongAccumulator sentences;
    final LongAccumulator tokens;
    final LongAccumulator failures;
    final LongAccumulator characters;
    /** At most one of a task. */
    private final CollectionAccumulator<String> reasons;
    /** Some of a task. */
    private final CollectionAccumulator<TranslateTally.Failure> failed;

    public TranslateCounts(SparkContext context) {
        sentences = context.longAccumulator("sentences translated");
        tokens = context.longAccumulator("target tokens");
        failures = context.longAccumulator("sentences failed");
        characters = context.longAccumulator("source characters translated");
        failed = context.collectionAccumulator("rows that failed");
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

    /** Counts characters of a text that was translated. */
    public void addCharacters(long count) {
        characters.add(count);
    }

    /** Source characters so far. */
    public long characters() {
        return characters.value();
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

    /** Tells where a text stands that failed. */
    void failedAt(TranslateTally.Failure failure) {
        if (failed.value().size() < TranslateTally.FAILURES) {
            failed.add(failure);
        }
    }

    /** Where some of the texts stand that failed; on the driver. */
    List<TranslateTally.Failure> someFailures() {
        return failed.value().stream()
                .sorted(Comparator.comparing(TranslateTally.Failure::place))
                .limit(TranslateTally.FAILURES)
                .toList();
    }
}
