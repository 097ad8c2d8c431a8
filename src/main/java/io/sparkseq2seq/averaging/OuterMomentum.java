package io.sparkseq2seq.averaging;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Momentum over rounds. Let x be the parameters that a round began with, m the workers' mean, ζ the rate and η the
 * momentum:
 *
 * <pre>
 * Δ ← η Δ + ζ (m − x)
 * x ← x + Δ                    momentum: blockwise model-update filtering (BMUF; Chen and Huo 2016, eq. 3 and 4)
 * x ← x + ζ (m − x) + η Δ      nesterov: its second variant (ibid., eq. 6), and DiLoCo's (Douillard et al. 2023)
 * </pre>
 *
 * <p>SlowMo (Wang et al. 2020) is the first, with Δ kept in units of the learning rate. In both, the optimizer's
 * moments become the workers' mean.
 *
 * @param way Δ, 0 at first
 */
record OuterMomentum(double rate, double momentum, boolean nesterov, INDArray way) implements OuterOptimizer {
    @Override
    public void step(float[] start, float[] mean, int n, long from) {
        var delta = new float[n];
        var kept = new FloatPointer(way.data().pointer()).position(way.offset() + from);
        kept.get(delta, 0, n);
        float zeta = (float) rate;
        float eta = (float) momentum;
        for (int i = 0; i < n; i++) {
            float step = zeta * (mean[i] - start[i]);
            delta[i] = eta * delta[i] + step;
            mean[i] = start[i] + (nesterov ? step + eta * delta[i] : delta[i]);
        }
        kept.put(delta, 0, n);
    }

    @Override
    public Optional<INDArray> memory() {
        return Optional.of(way);
    }
}
