package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model of next tokens given as a function of the sentence and the tokens so far, with the book-keeping of rows that
 * a real decoding does. Keeps how many rows every step had.
 */
class TableDecoding implements Decoding {

    /** Log-probabilities [vocabulary] after a prefix (without START) of a sentence. */
    interface Table {
        float[] next(int sentence, List<Integer> prefix);
    }

    final List<Integer> rowsOfSteps = new ArrayList<>();
    private final int[] sentences;
    private final int vocabulary;
    private final Table table;
    int[] rowSentences;
    List<List<Integer>> prefixes;

    /** @param sentences which sentences of the table are in this batch */
    TableDecoding(int vocabulary, Table table, int... sentences) {
        this.vocabulary = vocabulary;
        this.table = table;
        this.sentences = sentences;
    }

    @Override
    public int sentences() {
        return sentences.length;
    }

    @Override
    public int vocabularySize() {
        return vocabulary;
    }

    @Override
    public int rows() {
        return prefixes == null ? 0 : prefixes.size();
    }

    @Override
    public void advance(int[] from, int[] tokens) {
        if (from.length == 0 || from.length != tokens.length) {
            throw new IllegalStateException(from.length + " rows, " + tokens.length + " tokens");
        }
        rowsOfSteps.add(from.length);
        var first = prefixes == null;
        var grown = new ArrayList<List<Integer>>();
        for (int i = 0; i < from.length; i++) {
            if (first != (tokens[i] == Subwords.START) || tokens[i] == Subwords.END) {
                throw new IllegalStateException("token " + tokens[i] + " at step " + rowsOfSteps.size());
            }
            var prefix = new ArrayList<Integer>(first ? List.of() : prefixes.get(from[i]));
            if (!first) {
                prefix.add(tokens[i]);
            }
            grown.add(prefix);
        }
        var previous = rowSentences;
        rowSentences = Arrays.stream(from)
                .map(row -> first ? sentences[row] : previous[row])
                .toArray();
        prefixes = grown;
    }

    @Override
    public void next(int row, NextTokens into) {
        into.setLogProbabilities(table.next(rowSentences[row], prefixes.get(row)));
    }

    /** Two positions: the row's number of tokens so far, and its last token. */
    @Override
    public int attention(int row, float[] into) {
        var prefix = prefixes.get(row);
        into[0] = prefix.size();
        into[1] = prefix.isEmpty() ? Subwords.START : prefix.get(prefix.size() - 1);
        return 2;
    }

    @Override
    public void close() {}
}
