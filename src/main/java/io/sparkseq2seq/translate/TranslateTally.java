package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Status;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What has become of all texts of a job: exact, unlike what running tasks tell of themselves.
 *
 * @param texts by status
 * @param tokens of all translations
 * @param confidence of all translations, in billionths, so that sums are exact in any order
 * @param repaired texts in which something was repaired
 * @param failures the first of them
 */
record TranslateTally(Map<Status, Long> texts, long tokens, long confidence, long repaired, List<Failure> failures)
        implements Serializable {
    private static final double PARTS = 1e9;
    static final int FAILURES = 20;

    /** A text that failed. */
    record Failure(RowTexts.Place place, int column, String reason) implements Serializable {}

    static TranslateTally none() {
        return new TranslateTally(new EnumMap<>(Status.class), 0, 0, 0, List.of());
    }

    /** Of a job that was stopped: the failures that its tasks have told of. */
    static TranslateTally broken(TranslateCounts counts) {
        var texts = new EnumMap<Status, Long>(Status.class);
        texts.put(Status.FAILED, counts.failures());
        return new TranslateTally(texts, counts.tokens(), 0, 0, counts.someFailures());
    }

    TranslateTally plus(RowTranslations row) {
        long tokens = this.tokens;
        long confidence = this.confidence;
        long repaired = this.repaired;
        var failures = this.failures;
        for (int i = 0; i < row.columns().length; i++) {
            var text = row.columns()[i];
            texts.merge(text.status(), 1L, Long::sum);
            tokens += text.tokens();
            confidence += hasConfidence(text.status()) ? Math.round(text.confidence() * PARTS) : 0;
            repaired += text.status() == Status.TRANSLATED && text.reason() != null ? 1 : 0;
            if (text.status() == Status.FAILED && failures.size() < FAILURES) {
                failures = new ArrayList<>(failures);
                failures.add(new Failure(row.place(), i, text.reason()));
            }
        }
        return new TranslateTally(texts, tokens, confidence, repaired, failures);
    }

    TranslateTally plus(TranslateTally other) {
        other.texts.forEach((status, count) -> texts.merge(status, count, Long::sum));
        var all = new ArrayList<>(failures);
        all.addAll(other.failures);
        all.sort((one, two) -> one.place.compareTo(two.place));
        return new TranslateTally(
                texts,
                tokens + other.tokens,
                confidence + other.confidence,
                repaired + other.repaired,
                List.copyOf(all.subList(0, Math.min(FAILURES, all.size()))));
    }

    long count(Status status) {
        return texts.getOrDefault(status, 0L);
    }

    private static boolean hasConfidence(Status status) {
        return status == Status.TRANSLATED || status == Status.CUT;
    }

    /** Of the translations; 0 where there are none. */
    double meanConfidence() {
        return confidence / PARTS / Math.max(1, count(Status.TRANSLATED) + count(Status.CUT));
    }
}
