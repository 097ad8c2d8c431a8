package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.ComputeThreads;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.MatrixProducts;
import io.sparkseq2seq.kernel.Weights;
import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer at work: DL4J's arrays on one side, packed batches and kernels on the other. */
abstract sealed class Seq2SeqRuntime extends BaseLayer<Seq2SeqLayer>
        permits EncoderLayer.Runtime, DecoderLayer.Runtime {
    private static final long serialVersionUID = 1;

    transient Kernels kernels;
    transient MatrixProduct product;
    transient Arena arena;
    /** Of the source, [batch, time], 1 where there is a token; null when there is one everywhere. */
    transient INDArray sourceMask;

    private transient INDArray builtValues;
    private transient INDArray builtGradients;
    private transient Map<String, Weights> weights;

    Seq2SeqRuntime(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    /** Builds the network over the weights. */
    abstract void build(Map<String, Weights> weights);

    /** To be called before each pass: the weights may have changed since the last one. */
    final void ensureBuilt() {
        ComputeThreads.limit();
        if (builtValues == paramsFlattened && builtGradients == gradientsFlattened && arena != null) {
            weights.values().forEach(Weights::changed);
            return;
        }
        if (arena == null) {
            arena = new Arena(dataType == DataType.FLOAT);
            kernels = Kernels.of(arena.isSingle());
            product = MatrixProducts.of(layerConf().matrixProduct, layerConf().precision);
        }
        builtValues = paramsFlattened;
        builtGradients = gradientsFlattened;
        weights = layerConf().parameters().weights(paramsFlattened, gradientsFlattened);
        build(weights);
    }

    final Pair<Gradient, INDArray> gradients(INDArray epsilon) {
        return new Pair<>(Seq2SeqLayer.gradient(gradientViews, gradientsFlattened), epsilon);
    }

    /** The token ids of a padded batch [batch, time], without its padding. */
    static int[][] tokens(INDArray ids, INDArray mask) {
        int batch = (int) ids.size(0);
        int time = (int) ids.size(1);
        var values = ids.dup('c').data().asFloat();
        var present = mask == null ? null : mask.dup('c').data().asFloat();
        var tokens = new int[batch][];
        for (int i = 0; i < batch; i++) {
            int length = time;
            while (present != null && length > 0 && present[i * time + length - 1] == 0) {
                length--;
            }
            tokens[i] = new int[length];
            for (int t = 0; t < length; t++) {
                tokens[i][t] = (int) values[i * time + t];
            }
        }
        return tokens;
    }

    @Override
    public final Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        sourceMask = mask;
        return new Pair<>(mask, state);
    }

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }

    @Override
    public final void clearNoiseWeightParams() {
        // There is no weight noise.
    }

    @Override
    public void clear() {
        super.clear();
        sourceMask = null;
    }

    @Override
    public abstract Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr);
}
