package io.sparkseq2seq.averaging;

import io.sparkseq2seq.config.TrainSettings.Averaging;
import io.sparkseq2seq.config.TrainSettings.Outer;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns the workers' mean into the parameters that the next round starts from. */
public interface OuterOptimizer {
    /**
     * Ends a round for some of the parameters.
     *
     * @param start parameters that the round began with
     * @param mean of the workers; overwritten with the parameters that the next round starts from
     * @param n how many, from the beginning of both
     * @param from the number of the first of them among all
     */
    void step(float[] start, float[] mean, int n, long from);

    /** Its memory of earlier rounds, an array as long as the parameters; empty when it has none. */
    Optional<INDArray> memory();

    /** @param like parameters of the network, for their shape */
    static OuterOptimizer of(Averaging averaging, INDArray like) {
        return averaging.outer() == Outer.NONE
                ? new PlainMean()
                : new OuterMomentum(
                        averaging.outerRate(),
                        averaging.outerMomentum(),
                        averaging.outer() == Outer.NESTEROV,
                        like.ulike().assign(0));
    }

    /** The mean as it is. */
    record PlainMean() implements OuterOptimizer {
        @Override
        public void step(float[] start, float[] mean, int n, long from) {
            // The mean is in place already.
        }

        @Override
        public Optional<INDArray> memory() {
            return Optional.empty();
        }
    }
}
