package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.search.Translation;
import java.io.Serializable;
import java.util.List;

/**
 * What has become of a text.
 *
 * @param text the translation; null where there is none
 * @param logProbability of it
 * @param score mean log-probability of a token
 * @param confidence from 0 to 1
 * @param reason of the status, or what was repaired; null for nothing
 * @param tokens of it
 * @param alignment of words; null where not asked for
 * @param best the best translations; null where not asked for
 */
public record OfText(
        Status status,
        String text,
        double logProbability,
        double score,
        double confidence,
        String reason,
        int tokens,
        String alignment,
        List<Translation.Alternative> best)
        implements Serializable {

    static final OfText MISSING = new OfText(Status.MISSING, null, 0, 0, 0, null, 0, null, null);

    /**
     * What has become of a text that is there.
     *
     * @param source the text that was translated, as a Java string
     * @param isDamaged whether it had bytes that are no UTF-8
     */
    public static OfText of(Outcome outcome, TextTranslator translator, String source, boolean isDamaged) {
        var translation = outcome.translation();
        var reason = Repairs.reason(outcome, source, isDamaged);
        return translation == null
                ? new OfText(outcome.status(), null, 0, 0, 0, reason, 0, null, null)
                : new OfText(
                        outcome.status(),
                        translation.text(),
                        translation.logProbability(),
                        translation.score(),
                        translator.confidence(translation.score()),
                        reason,
                        translation.tokens(),
                        translation.alignment(),
                        translation.alternatives());
    }

    /** Whether there is a translation. */
    public boolean isThere() {
        return text != null;
    }
}
