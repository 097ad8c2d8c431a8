package io.sparkseq2seq.search;

/**
 * The alignment of a translation's words with its source's, in the form of Pharaoh: {@code "0-0 1-2"} says that the
 * translation's word 0 comes from the source's word 0, and word 2 from word 1; words are counted from 0.
 *
 * <p>Words are those of {@link WordTokens}: of the normalized source and of the translation, cut at white space, a word
 * of its own for each character of a script without spaces; punctuation belongs to the word it touches. Every word of
 * the translation has one link, in their order: to the source's word to whose tokens the attention gives most, summed
 * over the word's tokens, the first of equals. What it gives to the source's {@code END} counts for no word.
 *
 * <p>Parts of a text are aligned each on its own, and their words counted on; a word that is cut between two parts is
 * one.
 */
final class Alignment {
    private final StringBuilder links = new StringBuilder();
    private int sourceWords;
    private int targetWords;
    private boolean sourceUnspaced = true;
    private boolean targetUnspaced = true;

    /**
     * Adds a part.
     *
     * @param attention [target tokens at least, source tokens at least]
     * @param inSourceWord whether the source goes on without a space
     * @param inTargetWord whether the translation does
     */
    void add(WordTokens source, WordTokens target, float[][] attention, boolean inSourceWord, boolean inTargetWord) {
        int firstSource = sourceWords - (inSourceWord && !sourceUnspaced && !source.startsUnspaced() ? 1 : 0);
        int firstTarget = targetWords - (inTargetWord && !targetUnspaced && !target.startsUnspaced() ? 1 : 0);
        for (int word = 0; word < target.spans().size() && !source.spans().isEmpty(); word++) {
            int from = best(source, target.spans().get(word), attention);
            links.append(links.length() > 0 ? " " : "")
                    .append(firstSource + from)
                    .append('-')
                    .append(firstTarget + word);
        }
        if (!source.spans().isEmpty()) {
            sourceWords = firstSource + source.spans().size();
            sourceUnspaced = source.endsUnspaced();
        }
        if (!target.spans().isEmpty()) {
            targetWords = firstTarget + target.spans().size();
            targetUnspaced = target.endsUnspaced();
        }
    }

    private static int best(WordTokens source, WordTokens.Span tokens, float[][] attention) {
        int best = 0;
        double most = -1;
        for (int word = 0; word < source.spans().size(); word++) {
            var positions = source.spans().get(word);
            double sum = 0;
            for (int token = tokens.first(); token <= tokens.last(); token++) {
                for (int position = positions.first(); position <= positions.last(); position++) {
                    sum += attention[token][position];
                }
            }
            if (sum > most) {
                most = sum;
                best = word;
            }
        }
        return best;
    }

    @Override
    public String toString() {
        return links.toString();
    }
}
