package io.sparkseq2seq.train;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Scales a gradient that is longer than a limit back to it, by its global L2 norm over all parameters (Pascanu et al.
 * 2013). DL4J's own clipping knows layers and parameters only.
 */
final class GradientClipping extends BaseTrainingListener implements Serializable {
    private static final long serialVersionUID = 1;

    private final double longest;
    private double norm;

    /** @param longest 0 for no limit */
    GradientClipping(double longest) {
        this.longest = longest;
    }

    /** The norm of the last gradient before it was scaled. */
    double norm() {
        return norm;
    }

    @Override
    public void onGradientCalculation(Model model) {
        var gradient = ((ComputationGraph) model).getFlattenedGradients();
        norm = gradient.norm2Number().doubleValue();
        if (longest > 0 && norm > longest) {
            gradient.muli(longest / norm);
        }
    }
}
