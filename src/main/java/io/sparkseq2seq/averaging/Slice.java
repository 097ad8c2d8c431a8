package io.sparkseq2seq.averaging;

import java.io.Serializable;
import java.util.List;

/**
 * An even share of a network's state.
 *
 * @param parameters of the network; in bf16 their change since the round began, because the values themselves need more
 *     digits
 * @param updater the optimizer's moments; {@link Floats#NONE} where they are not needed
 */
public record Slice(Floats parameters, Floats updater) implements Serializable {
    /**
     * The weighted mean of the same slice of several networks, summed in their order.
     *
     * @param weights of each; their sum is more than 0
     */
    static Slice mean(List<Slice> slices, long[] weights) {
        return new Slice(
                Floats.mean(slices.stream().map(Slice::parameters).toList(), weights),
                Floats.mean(slices.stream().map(Slice::updater).toList(), weights));
    }
}
