package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Packing;
import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The encoder, equation 1, as a DL4J layer: source token ids [batch, time] in, with DL4J's feature mask for the
 * padding; states h [batch, time, hidden] out, zero where there is no token.
 */
public final class EncoderLayer extends Seq2SeqLayer {
    private static final long serialVersionUID = 1;

    int layers;

    EncoderLayer() {}

    /**
     * A layer that starts with random weights.
     *
     * @param vocabulary source token ids are below it
     */
    public EncoderLayer(ModelSettings model, int vocabulary) {
        super(model, vocabulary);
        layers = model.encoder().layers();
    }

    Encoder.Shape shape() {
        return new Encoder.Shape(cell, vocabulary, embedding, encoderHidden, layers, bidirectional);
    }

    @Override
    Parameters parameters() {
        return shape().parameters();
    }

    @Override
    Seq2SeqRuntime runtime(NeuralNetConfiguration conf, DataType type) {
        return new Runtime(conf, type);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.recurrent(encoderHidden);
    }

    static final class Runtime extends Seq2SeqRuntime {
        private static final long serialVersionUID = 1;

        private transient Encoder encoder;
        private transient Packing packing;

        Runtime(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        private EncoderLayer settings() {
            return (EncoderLayer) layerConf();
        }

        @Override
        void build(Map<String, Weights> weights) {
            encoder = new Encoder(settings().shape(), weights, kernels, product, arena);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
            assertInputSet(false);
            ensureBuilt();
            arena.reset();
            Phases.done(Phase.FRAMEWORK);
            var sources = tokens(input, sourceMask);
            packing = new Packing(Packing.lengths(sources));
            double dropout = training ? layerConf().dropoutRate : 0;
            long seed = dropout > 0 ? Nd4j.getRandom().nextLong() : 0;
            var packed = encoder.forward(sources, packing, dropout, seed);

            long time = input.size(1);
            var output = workspaceMgr.create(
                    ArrayType.ACTIVATIONS, dataType, new long[] {sources.length, time, packed.cols()}, 'c');
            var dense = Tensor.of(output, (int) (sources.length * time), packed.cols());
            dense.clear();
            packing.unpack(packed, dense, (int) time);
            Phases.done(Phase.ENCODER);
            return output;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
            Phases.done(Phase.FRAMEWORK);
            int time = (int) input.size(1);
            int hidden = layerConf().encoderHidden;
            var dense = Tensor.of(epsilon, (int) input.size(0) * time, hidden);
            var dPacked = arena.tensor(packing.size(), hidden);
            packing.pack(dense, dPacked, time);
            encoder.backward(dPacked);
            Phases.done(Phase.ENCODER_GRADIENT);
            return gradients(null);
        }
    }
}
