package io.sparkseq2seq.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Splits a paragraph into sentences: where ICU's rules (Unicode's annex 29) find an end, less the ends that
 * {@link SentenceEnd} knows better, such as {@code Mr.} and {@code z. B.}, and at the spaces that end clauses of Thai
 * and Lao, which write no stops.
 *
 * <pre>{@code new SentenceSplitter("en", List.of()).split("Mr. Smith left. He was late."); // two}</pre>
 *
 * <p>A function of the text and what it was made with: not of the machine's locale. Threads may share it.
 */
public final class SentenceSplitter {
    /** For texts of any language. */
    public static final SentenceSplitter ROOT = new SentenceSplitter("", List.of());

    /** A letter that is no word of any text: for what a sentence holds that is none of its words. */
    public static final char LETTER = '\uA015';

    private final BreakIterator rules;
    private final SentenceEnd ends;

    /** A part of a text, from {@code start} to {@code end}, exclusive, in UTF-16 units. */
    public record Span(int start, int end) {}

    /**
     * @param language of the texts, a tag such as {@code de} or {@code zh-Hant}; empty: any
     * @param abbreviations that end no sentence, besides the known ones
     */
    public SentenceSplitter(String language, List<String> abbreviations) {
        var locale = ULocale.forLanguageTag(language.replace('_', '-'));
        this.rules = BreakIterator.getSentenceInstance(language.isEmpty() ? ULocale.ROOT : locale);
        this.ends = new SentenceEnd(SentenceWords.of(locale.getLanguage(), abbreviations));
    }

    /** The sentences of a paragraph, in order, without the white space between them; line ends are white space. */
    public List<Span> split(String paragraph) {
        var sentences = new ArrayList<Span>();
        int start = skipSpace(paragraph, 0);
        if (start == paragraph.length()) {
            return sentences;
        }
        for (int at : candidates(paragraph)) {
            int end = SentenceEnd.afterClosers(paragraph, SentenceEnd.beforeOpeners(paragraph, at));
            int next = skipSpace(paragraph, Math.max(start, end));
            if (next > start && next < paragraph.length() && ends.isBetween(paragraph, start, next)) {
                sentences.add(new Span(start, trimmed(paragraph, next)));
                start = next;
            }
        }
        sentences.add(new Span(start, trimmed(paragraph, paragraph.length())));
        return sentences;
    }

    private Iterable<Integer> candidates(String paragraph) {
        var candidates = new TreeSet<Integer>();
        boolean stops = false;
        for (int i = 0; i < paragraph.length() - 1; i++) {
            char c = paragraph.charAt(i);
            char next = paragraph.charAt(i + 1);
            stops |= c < 0x80 ? c == '.' || c == '!' || c == '?' : UCharacter.isUWhiteSpace(c) || isStop(c);
            if (SentenceEnd.isClauseSpace(paragraph, i)
                    || SentenceEnd.isTurn(paragraph, i)
                    || c == '…' && next != '…') {
                candidates.add(i + 1);
            }
        }
        if (stops) {
            var breaks = rules.clone();
            breaks.setText(paragraph);
            for (int at = breaks.next(); at != BreakIterator.DONE; at = breaks.next()) {
                candidates.add(at);
            }
        }
        return candidates;
    }

    private static boolean isStop(char c) {
        return UCharacter.hasBinaryProperty(c, UProperty.S_TERM) || c == '．' || c == '\u0085';
    }

    private static int skipSpace(String text, int at) {
        int next = at;
        while (next < text.length() && UCharacter.isUWhiteSpace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static int trimmed(String text, int end) {
        int at = end;
        while (at > 0 && UCharacter.isUWhiteSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
