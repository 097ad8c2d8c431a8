package io.sparkseq2seq.filter;

import java.lang.Character.UnicodeScript;
import java.util.Optional;
import java.util.Set;

/**
 * A word of too many characters: encoded data, or words that have lost the spaces between them. Scripts that put no
 * spaces between words count for nothing, and neither do addresses of the web.
 *
 * @param max the most, in code points
 */
record LongestWord(int max) implements PairFilter {
    /** Scripts whose words stand without spaces. */
    private static final Set<UnicodeScript> UNSPACED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    @Override
    public String name() {
        return "a long word";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int longest =
                Math.max(longest(AddressMatch.without(pair.source())), longest(AddressMatch.without(pair.target())));
        return longest > max
                ? Optional.of("a word of " + longest + " characters, of at most " + max)
                : Optional.empty();
    }

    private static int longest(String text) {
        int longest = 0;
        for (String word : text.split(" ")) {
            if (word.length() > longest) {
                longest = Math.max(longest, run(word));
            }
        }
        return longest;
    }

    private static int run(String word) {
        int longest = 0;
        int run = 0;
        for (int i = 0, c; i < word.length(); i += Character.charCount(c)) {
            c = word.codePointAt(i);
            boolean breaks = UNSPACED.contains(UnicodeScript.of(c))
                    || Character.getType(c) == Character.OTHER_PUNCTUATION && c > 0x7F;
            run = breaks ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
