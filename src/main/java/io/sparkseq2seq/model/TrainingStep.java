package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.kernel.Tensor;
import org.bytedeco.openblas.global.openblas;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * One step of training: gradients by DL4J's graph; then clipping by the global L2 norm over all parameters (Pascanu et
 * al. 2013) and Adam (Kingma &amp; Ba 2015) in one pass over parameters, gradient and moments, where DL4J takes five.
 * The moments are those of the graph's own updater, in its layout, and the result is what it would give.
 *
 * <pre>
 * m = β1 m + (1 - β1) g        v = β2 v + (1 - β2) g²
 * θ = θ - rate · √(1 - β2^t) / (1 - β1^t) · m / (√v + ε)
 * </pre>
 */
public final class TrainingStep {
    /** Elements worked on at a time: four arrays of so many floats stay in the first cache. */
    private static final int CHUNK = 512;
    /** Elements that are summed in single precision. */
    private static final int SUMMED = 8192;

    private final ComputationGraph graph;
    private final double longest;
    private final double rateFactor;
    private final Adam adam;
    private final float[] theta = new float[CHUNK];
    private final float[] g = new float[CHUNK];
    private final float[] m = new float[CHUNK];
    private final float[] v = new float[CHUNK];
    private double loss;
    private double norm;

    /**
     * @param graph of single precision, with Adam as the updater of all its layers
     * @param longest gradient; 0 for no limit
     * @param rateFactor of the learning rate that the graph's schedule gives
     * @throws IllegalStateException for any other graph
     */
    public TrainingStep(ComputationGraph graph, double longest, double rateFactor) {
        this.graph = graph;
        this.longest = longest;
        this.rateFactor = rateFactor;
        var updater = ((BaseLayer) graph.getLayer(0).conf().getLayer()).getIUpdater();
        if (graph.params().dataType() != DataType.FLOAT
                || !(updater instanceof Adam of)
                || graph.getUpdater().getUpdaterBlocks().size() != 1) {
            throw new IllegalStateException("Not one Adam over floats: " + updater + " over "
                    + graph.params().dataType());
        }
        this.adam = of;
    }

    /**
     * Trains a batch, unless its loss or its gradient is not finite: then all stays as it is.
     *
     * @param batch features and labels with their masks
     * @return whether it was trained
     */
    public boolean run(DataSet batch) {
        graph.setInputs(batch.getFeatures());
        graph.setLabels(batch.getLabels());
        graph.setLayerMaskArrays(
                new INDArray[] {batch.getFeaturesMaskArray()}, new INDArray[] {batch.getLabelsMaskArray()});
        graph.computeGradientAndScore();
        Phases.done(Phase.FRAMEWORK);
        loss = graph.score();
        norm = Math.sqrt(sumOfSquares());
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        if (finite) {
            update();
        }
        Phases.done(Phase.UPDATE);
        graph.clear();
        graph.clearLayerMaskArrays();
        return finite;
    }

    /** The mean loss of a target token of the last batch, in nats. */
    public double loss() {
        return loss;
    }

    /** The norm of the last gradient before it was clipped. */
    public double norm() {
        return norm;
    }

    private void update() {
        var configuration = graph.getConfiguration();
        int iteration = configuration.getIterationCount();
        double rate = rateFactor * adam.getLearningRate(iteration, configuration.getEpochCount());
        double beta1 = adam.getBeta1();
        double beta2 = adam.getBeta2();
        double t = iteration + 1.0;
        float epsilon = (float) adam.getEpsilon();
        double corrected = rate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));

        long n = graph.params().length();
        var moments = graph.getUpdater().getStateViewArray();
        float clip = longest > 0 && norm > longest ? (float) (longest / norm) : 1;
        for (int part = 0; part < 2; part++) {
            var parameters = part(graph.params(), 0, n, part);
            var gradient = part(graph.getFlattenedGradients(), 0, n, part);
            var first = part(moments, 0, n, part);
            var second = part(moments, n, n, part);
            for (int row = 0; row < parameters.rows(); row++) {
                parameters.load(row, theta);
                gradient.load(row, g);
                first.load(row, m);
                second.load(row, v);
                adam(theta, g, m, v, parameters.cols(), clip, (float) beta1, (float) beta2, (float) corrected, epsilon);
                parameters.store(row, theta);
                first.store(row, m);
                second.store(row, v);
            }
        }
        configuration.setIterationCount(iteration + 1);
    }

    private static void adam(
            float[] theta,
            float[] g,
            float[] m,
            float[] v,
            int n,
            float clip,
            float beta1,
            float beta2,
            float rate,
            float epsilon) {
        for (int i = 0; i < n; i++) {
            float gi = clip * g[i];
            float mi = beta1 * m[i] + (1 - beta1) * gi;
            float vi = beta2 * v[i] + (1 - beta2) * gi * gi;
            m[i] = mi;
            v[i] = vi;
            theta[i] -= rate * mi / ((float) Math.sqrt(vi) + epsilon);
        }
    }

    private double sumOfSquares() {
        double sum = 0;
        long n = graph.params().length();
        for (long from = 0; from < n; from += SUMMED) {
            int count = (int) Math.min(SUMMED, n - from);
            var elements =
                    Tensor.slice(graph.getFlattenedGradients(), from, 1, count).floatPointer();
            sum += openblas.cblas_sdot(count, elements, 1, elements, 1);
        }
        return sum;
    }

    /** Whether all of some floats are finite, and so small that a mean of them is. */
    public static boolean isFinite(INDArray floats) {
        long n = floats.length();
        for (long from = 0; from < n; from += SUMMED) {
            int count = (int) Math.min(SUMMED, n - from);
            var elements = Tensor.slice(floats, from, 1, count).floatPointer();
            if (!Float.isFinite(openblas.cblas_sasum(count, elements, 1))) {
                return false;
            }
        }
        return true;
    }

    /** Of a vector's elements from {@code from} on: part 0 as rows of a chunk each, part 1 what is left, in one row. */
    private static Tensor part(INDArray vector, long from, long n, int part) {
        int rows = Math.toIntExact(n / CHUNK);
        return part == 0
                ? Tensor.slice(vector, from, rows, CHUNK)
                : Tensor.slice(vector, from + (long) rows * CHUNK, 1, (int) (n % CHUNK));
    }
}
