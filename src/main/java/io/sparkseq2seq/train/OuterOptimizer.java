package io.sparkseq2seq.train;

import io.sparkseq2seq.config.TrainSettings.Averaging;
import io.sparkseq2seq.config.TrainSettings.Outer;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes of the workers' mean what the next round starts from. */
interface OuterOptimizer {
    /**
     * Ends a round for one of {@code count} even shares of the parameters.
     *
     * @param start the share that it began with
     * @param share the workers' mean; becomes what the next round starts from
     */
    void step(INDArray start, INDArray share, int number, int count);

    /** What it remembers of the rounds before, as long as the parameters; nothing when it remembers nothing. */
    Optional<INDArray> memory();

    /** @param like parameters of the network, for their shape */
    static OuterOptimizer of(Averaging averaging, INDArray like) {
        return averaging.outer() == Outer.NONE
                ? new Mean()
                : new OuterMomentum(
                        averaging.outerRate(),
                        averaging.outerMomentum(),
                        averaging.outer() == Outer.NESTEROV,
                        like.ulike().assign(0));
    }

    /** The mean as it is. */
    record Mean() implements OuterOptimizer {
        @Override
        public void step(INDArray start, INDArray share, int number, int count) {
            // The mean is in place already.
        }

        @Override
        public Optional<INDArray> memory() {
            return Optional.empty();
        }
    }
}
