package io.sparkseq2seq.metric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A metric's figure for a corpus or a sentence.
 *
 * @param signature how it was computed
 * @param value usually 0 to 100; TER, where less is better, can exceed 100
 * @param detail BLEU's precisions, brevity penalty and lengths; empty for other metrics
 */
public record Score(Signature signature, double value, String detail) implements Serializable {
    /** The value at so many digits after the point, rounded from its exact binary value, halves to even. */
    public BigDecimal rounded(int digits) {
        return rounded(value, digits);
    }

    public static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN);
    }

    /** As sacrebleu prints it: {@code BLEU|nrefs:1|… = 28.75 60.9/35.1/… (BP = …)}. */
    public String line(int digits) {
        return signature + " = " + rounded(digits) + (detail.isEmpty() ? "" : " " + detail);
    }
}
