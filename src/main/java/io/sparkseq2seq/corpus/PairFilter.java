package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.PreprocessSettings.Filter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** Judges single pairs of normalized sentences. */
final class PairFilter implements Serializable {
    /** A line that lacks the column of a side. */
    static final String MALFORMED = "malformed";
    /** A side with nothing in it. */
    static final String EMPTY = "empty";
    /** A side with U+FFFD in it: its bytes were no UTF-8, or had been damaged before. */
    static final String DAMAGED = "damaged";
    /** A side of too many characters. */
    static final String TOO_MANY_CHARACTERS = "too many characters";
    /** Sides of too different lengths. */
    static final String UNEQUAL = "unequal lengths";
    /** The same pair as an earlier one. */
    static final String DUPLICATE = "duplicate";
    /** A side of too many subword tokens. */
    static final String TOO_MANY_TOKENS = "too many tokens";

    private static final long serialVersionUID = 1;
    /** Lengths vary freely in short sentences: shorter sides count as this many bytes. */
    private static final int SHORTEST_BYTES = 20;

    private final int maxCharacters;
    private final double maxRatio;

    PairFilter(Filter settings) {
        maxCharacters = settings.maxCharacters();
        maxRatio = settings.maxRatio();
    }

    /** Why to drop a pair; null to keep it. */
    String reason(String source, String target) {
        if (source == null || target == null) {
            return MALFORMED;
        } else if (source.isEmpty() || target.isEmpty()) {
            return EMPTY;
        } else if (source.indexOf('\uFFFD') >= 0 || target.indexOf('\uFFFD') >= 0) {
            return DAMAGED;
        } else if (characters(source) > maxCharacters || characters(target) > maxCharacters) {
            return TOO_MANY_CHARACTERS;
        }
        int a = Math.max(SHORTEST_BYTES, bytes(source));
        int b = Math.max(SHORTEST_BYTES, bytes(target));
        return Math.max(a, b) > maxRatio * Math.min(a, b) ? UNEQUAL : null;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
