package io.sparkseq2seq.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The layout of a batch of sequences of unequal length without padding: by time step, and within a step the longest
 * sequences first. Step t holds the rows {@code offset(t)} to {@code offset(t) + count(t)}, and its row i belongs to
 * the same sequence as row i of every other step, so a recurrence works on the first {@code count(t)} rows of the step
 * before. Nothing is computed for missing positions, so no mask is needed.
 *
 * <p>Lengths 2, 3, 1 give the order 1, 0, 2 and the steps (1.0 0.0 2.0) (1.1 0.1) (1.2), written sequence.position.
 */
public final class Packing {
    private final int[] order;
    private final int[] lengths;
    private final int[] offsets;

    /** @param lengths the length of each sequence of the batch, none below 1 */
    public Packing(int[] lengths) {
        order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted((a, b) -> lengths[a] != lengths[b] ? lengths[b] - lengths[a] : a - b)
                .mapToInt(Integer::intValue)
                .toArray();
        this.lengths = IntStream.of(order).map(i -> lengths[i]).toArray();
        int steps = lengths.length == 0 ? 0 : this.lengths[0];
        offsets = new int[steps + 1];
        int live = lengths.length;
        for (int t = 0; t < steps; t++) {
            while (this.lengths[live - 1] <= t) {
                live--;
            }
            offsets[t + 1] = offsets[t] + live;
        }
    }

    /** Sequences. */
    public int sequences() {
        return order.length;
    }

    /** Time steps of the longest sequence. */
    public int steps() {
        return offsets.length - 1;
    }

    /** Positions of all sequences together: the rows of a packed matrix. */
    public int size() {
        return offsets[offsets.length - 1];
    }

    /** The first row of a step. */
    public int offset(int step) {
        return offsets[step];
    }

    /** How many sequences reach a step. */
    public int count(int step) {
        return offsets[step + 1] - offsets[step];
    }

    /** The sequence of the batch that stands at a place of the order. */
    public int sequence(int place) {
        return order[place];
    }

    /** The length of the sequence at a place of the order. */
    public int length(int place) {
        return lengths[place];
    }

    /** The row of a position of the sequence at a place of the order. */
    public int row(int place, int position) {
        return offsets[position] + place;
    }

    /** How long each of some sequences of tokens is. */
    public static int[] lengths(int[][] tokens) {
        return Arrays.stream(tokens).mapToInt(sequence -> sequence.length).toArray();
    }

    /** Copies packed rows to row sentence · time + position. */
    public void unpack(Tensor packed, Tensor dense, int time) {
        for (int place = 0; place < sequences(); place++) {
            for (int t = 0; t < length(place); t++) {
                dense.copyRow(sequence(place) * time + t, packed, row(place, t));
            }
        }
    }

    /** Copies row sentence · time + position to packed rows. */
    public void pack(Tensor dense, Tensor packed, int time) {
        for (int place = 0; place < sequences(); place++) {
            for (int t = 0; t < length(place); t++) {
                packed.copyRow(row(place, t), dense, sequence(place) * time + t);
            }
        }
    }
}
