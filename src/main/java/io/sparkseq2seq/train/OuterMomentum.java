package io.sparkseq2seq.train;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Momentum over rounds. With x the parameters a round began with, m the workers' mean, ζ the rate and η the momentum,
 *
 * <pre>
 * Δ ← η Δ + ζ (m − x)
 * x ← x + Δ                    momentum: blockwise model-update filtering (BMUF; Chen and Huo 2016, eq. 3 and 4)
 * x ← x + ζ (m − x) + η Δ      nesterov: its second variant (ibid., eq. 6), and DiLoCo's (Douillard et al. 2023)
 * </pre>
 *
 * <p>SlowMo (Wang et al. 2020) is the first, with Δ kept in units of the learning rate. The optimizer's moments are the
 * workers' mean in each of them.
 *
 * @param way Δ, 0 at first
 */
record OuterMomentum(double rate, double momentum, boolean nesterov, INDArray way) implements OuterOptimizer {
    @Override
    public void step(INDArray start, INDArray share, int number, int count) {
        var delta = Floats.view(way, number, count);
        var own = share.subi(start).muli(rate);
        delta.muli(momentum).addi(own);
        if (nesterov) {
            try (var ahead = delta.mul(momentum)) {
                own.addi(ahead).addi(start);
            }
        } else {
            share.assign(start).addi(delta);
        }
    }

    @Override
    public Optional<INDArray> memory() {
        return Optional.of(way);
    }
}
