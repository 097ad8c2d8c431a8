package io.sparkseq2seq.filter;

import java.util.Optional;

/**
 * A side with many more words that have a capital behind a small letter than the other one, four times as many at
 * least: words that have lost the space between them, as when cells of a table are joined.
 *
 * @param max the most that one side may have more than the other
 */
record GluedWords(int max) implements PairFilter {
    @Override
    public String name() {
        return "glued words";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int source = glued(pair.source());
        int target = glued(pair.target());
        // Names such as JavaScript are on both sides, a few times more on one of them.
        return Math.abs(source - target) > max && Math.max(source, target) > 4 * Math.min(source, target)
                ? Optional.of(
                        source + " words of the source have a capital behind a small letter, of the target " + target)
                : Optional.empty();
    }

    private static int glued(String text) {
        int glued = 0;
        boolean counted = false;
        int before = ' ';
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c == ' ') {
                counted = false;
            } else if (!counted && Character.isUpperCase(c) && Character.isLowerCase(before)) {
                glued++;
                counted = true;
            }
            before = c;
        }
        return glued;
    }
}
