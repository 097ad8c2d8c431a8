package io.sparkseq2seq.search;

import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Words;
import java.nio.charset.StandardCharsets;

/**
 * What the tokens of a vocabulary begin and end with, to tell whether a term stands in a text as whole words.
 *
 * <p>A term that begins with a letter or digit follows a space, or what is neither; one that ends with one is followed
 * by neither. Scripts without spaces have no such edges. A number may touch letters, but no digits: also none behind a
 * point or comma.
 */
final class TokenEdges {
    private static final int NONE = ' ';
    private static final String STOPS = ".!?:。！？：";

    private final Subwords subwords;
    private final boolean[] spaced;
    private final int[] first;
    private final int[] last;

    TokenEdges(Subwords subwords) {
        this.subwords = subwords;
        int size = subwords.size();
        spaced = new boolean[size];
        first = new int[size];
        last = new int[size];
        for (int id = 0; id < size; id++) {
            var bytes = subwords.bytes(id);
            // A byte beyond ASCII is a part of some character that is not known.
            var text = bytes.length == 1 && bytes[0] < 0 ? "" : new String(bytes, StandardCharsets.UTF_8);
            spaced[id] = text.startsWith(" ");
            var inner = spaced[id] ? text.substring(1) : text;
            first[id] = inner.isEmpty() ? NONE : inner.codePointAt(0);
            last[id] = inner.isEmpty() ? NONE : inner.codePointBefore(inner.length());
        }
    }

    Subwords subwords() {
        return subwords;
    }

    /** Whether a form may begin behind a prefix. */
    boolean mayBegin(RequiredTerms.Form form, boolean number, Prefix before) {
        if (before.length() == 0) {
            return true;
        }
        if (subwords.isMark(before.token())) {
            return false; // It would change the letters of the form.
        }
        int previous = last[before.token()];
        if (form.atStart()) {
            return STOPS.indexOf(previous) >= 0;
        }
        int token = first(form);
        if (spaced[token]) {
            return true;
        }
        if (number) {
            return !Character.isDigit(previous) && !(isSeparator(before.token()) && endsInDigit(before.predecessor()));
        }
        return !(isOfWord(first[token]) && isOfWord(previous));
    }

    /** The first token of a form that spells something, as a mark of capitals does not. */
    private int first(RequiredTerms.Form form) {
        for (int token : form.tokens()) {
            if (spaced[token] || first[token] != NONE) {
                return token;
            }
        }
        return form.tokens()[0];
    }

    /**
     * Whether a token that follows some that were a term makes them a part of something longer.
     *
     * @param end the last of them
     */
    boolean goesOn(int end, boolean number, int token) {
        if (spaced[token]) {
            return false;
        }
        return number
                ? Character.isDigit(last[end]) && Character.isDigit(first[token])
                : isOfWord(last[end]) && (isOfWord(first[token]) || isMark(first[token]));
    }

    /** The same of a number, a point or comma, and a token behind it. */
    boolean goesOn(int separator, int token) {
        return isSeparator(separator) && !spaced[token] && Character.isDigit(first[token]);
    }

    private boolean endsInDigit(Prefix prefix) {
        return prefix.length() > 0 && Character.isDigit(last[prefix.token()]);
    }

    private boolean isSeparator(int token) {
        return !spaced[token] && first[token] == last[token] && (first[token] == '.' || first[token] == ',');
    }

    private static boolean isOfWord(int c) {
        return Character.isLetterOrDigit(c) && !Words.isUnspaced(c);
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
