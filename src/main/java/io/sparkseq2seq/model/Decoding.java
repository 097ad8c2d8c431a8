package io.sparkseq2seq.model;

/**
 * One batch of sentences being decoded, token by token: the seam between a model and the search that drives it.
 *
 * <p>The model keeps the encoded sentences and, for every row of the last step, the decoder's state; the search keeps
 * hypotheses and says which rows go on with which token. A row is one open hypothesis of one sentence. Rows may be
 * dropped (a sentence is done), repeated (two hypotheses share a beginning) and reordered from step to step; a row's
 * numbers depend on its own sentence and tokens alone, to the last bit, never on the other rows.
 *
 * <pre>{@code
 * try (Decoding decoding = model.start(sources)) {
 *     decoding.advance(new int[] {0, 1}, new int[] {Subwords.START, Subwords.START}); // two sentences, a row each
 *     decoding.next(1, tokens);                                                       // sentence 1's first token
 *     decoding.advance(new int[] {1, 1}, new int[] {best, secondBest});               // sentence 0 dropped, 1 split
 * }
 * }</pre>
 *
 * <p>An instance belongs to one thread. It owns native memory until it is closed; the model that started it may serve
 * other decodings at the same time.
 */
public interface Decoding extends AutoCloseable {

    /** The number of sentences in the batch, as given at the start; it does not shrink when rows are dropped. */
    int sentences();

    /** The number of target tokens that a row chooses from, special tokens included. */
    int vocabularySize();

    /** The number of rows of the last step; 0 before the first. */
    int rows();

    /**
     * Takes one step of the decoder: row i of this step continues row {@code from[i]} of the previous step, or, at the
     * first call, begins sentence {@code from[i]}, with the token {@code tokens[i]} ({@code START} at the first call).
     * Afterwards {@link #rows()} is {@code from.length}. The arrays are read during the call and not kept.
     *
     * @param from [rows] each in [0, previous rows), at the first call in [0, sentences); at least one
     * @param tokens [rows] each in [0, vocabularySize)
     * @throws IllegalStateException when the arrays differ in length, are empty or hold a number out of range, or when
     *     this decoding is closed
     */
    void advance(int[] from, int[] tokens);

    /**
     * Tells the probabilities of the next token after the last step.
     *
     * @param row in [0, rows)
     * @param into [vocabularySize]
     */
    void next(int row, NextTokens into);

    /**
     * Writes the attention of the last step of a row: its weights over the positions of its sentence's source, that of
     * {@code END} last; they sum to 1.
     *
     * @param row in [0, rows)
     * @param into [at least the positions] its first numbers are overwritten
     * @return the number of positions: the source's tokens and its {@code END}
     */
    int attention(int row, float[] into);

    /** Frees the native memory; closing again does nothing. */
    @Override
    void close();
}
