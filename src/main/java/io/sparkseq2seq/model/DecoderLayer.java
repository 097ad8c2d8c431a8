package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The decoder with attention and output, equations 2 to 6, as DL4J's output layer: the encoder's states [batch, time,
 * hidden] in; labels are the target token ids [batch, time], each sentence ending with END, with DL4J's label mask for
 * the padding. The score is the mean loss of a target token, in nats, label smoothing included in training only.
 */
public final class DecoderLayer extends Seq2SeqLayer {
    private static final long serialVersionUID = 1;

    int hidden;
    ModelSettings.Score score;
    int attentionHidden;
    boolean tied;
    double labelSmoothing;

    DecoderLayer() {}

    /**
     * A layer that starts with random weights.
     *
     * @param vocabulary target token ids are below it
     * @param labelSmoothing share of a target's probability that training spreads over the vocabulary
     */
    public DecoderLayer(ModelSettings model, int vocabulary, double labelSmoothing) {
        super(model, vocabulary);
        hidden = model.decoder().hidden();
        score = model.attention().score();
        attentionHidden = model.attention().hidden();
        tied = model.tieEmbeddings();
        this.labelSmoothing = labelSmoothing;
    }

    Decoder.Shape shape() {
        var attention = new Attention.Shape(score, attentionHidden, hidden, encoderHidden);
        return new Decoder.Shape(cell, vocabulary, embedding, hidden, bidirectional, tied, attention);
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
        return InputType.recurrent(vocabulary);
    }

    static final class Runtime extends Seq2SeqRuntime implements IOutputLayer {
        private static final long serialVersionUID = 1;

        private transient Decoder decoder;
        private transient INDArray labels;
        private transient Double lossOfBackprop;

        Runtime(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        private DecoderLayer settings() {
            return (DecoderLayer) layerConf();
        }

        @Override
        void build(Map<String, Weights> weights) {
            decoder = new Decoder(settings().shape(), weights, kernels, product, false, arena);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
            ensureBuilt();
            var dInput = workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
            lossOfBackprop = loss(true, memory(dInput));
            return gradients(dInput);
        }

        @Override
        public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaceMgr) {
            double loss = lossOfBackprop != null ? lossOfBackprop : loss(training, null);
            lossOfBackprop = null;
            score = loss + regularization;
            return score;
        }

        @Override
        public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaceMgr) {
            ensureBuilt();
            var source = source();
            var targets = tokens(labels, maskArray);
            var scores = Nd4j.create(dataType, targets.length, 1);
            for (int i = 0; i < targets.length; i++) {
                arena.reset();
                var rows = source.memory().rows(source.first(i), source.longest());
                var alone = new Decoder.Source(rows, new int[] {source.lengths()[i]});
                double loss = decoder.loss(alone, new int[][] {targets[i]}, new Decoder.Task(0, 0, 0, 0), null);
                scores.putScalar(i, loss / targets[i].length + regularization);
            }
            return scores;
        }

        private double loss(boolean training, Tensor dMemory) {
            ensureBuilt();
            arena.reset();
            Phases.done(Phase.FRAMEWORK);
            var targets = tokens(labels, maskArray);
            int count = 0;
            for (var target : targets) {
                count += target.length;
            }
            double dropout = training ? layerConf().dropoutRate : 0;
            long seed = dropout > 0 ? Nd4j.getRandom().nextLong() : 0;
            double smoothing = training ? settings().labelSmoothing : 0;
            var task = new Decoder.Task(smoothing, dropout, 1.0 / count, seed);
            return decoder.loss(source(), targets, task, dMemory) / count;
        }

        private Decoder.Source source() {
            int batch = (int) input.size(0);
            int time = (int) input.size(1);
            var lengths = new int[batch];
            var mask = sourceMask == null ? null : sourceMask.dup('c').data().asFloat();
            for (int i = 0; i < batch; i++) {
                int length = time;
                while (mask != null && length > 0 && mask[i * time + length - 1] == 0) {
                    length--;
                }
                lengths[i] = length;
            }
            return new Decoder.Source(memory(input), lengths);
        }

        private static Tensor memory(INDArray states) {
            return Tensor.of(states, (int) (states.size(0) * states.size(1)), (int) states.size(2));
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
            throw new IllegalStateException("A translation is searched for: use TranslationModel, not output()");
        }

        @Override
        public boolean needsLabels() {
            return true;
        }

        @Override
        public void setLabels(INDArray labels) {
            this.labels = labels;
        }

        @Override
        public INDArray getLabels() {
            return labels;
        }

        @Override
        public void clear() {
            super.clear();
            labels = null;
        }

        @Override
        public int numLabels() {
            return layerConf().vocabulary;
        }

        // DL4J makes every output layer a classifier that trains and predicts by itself; this one does neither.

        private static IllegalStateException notAlone() {
            return new IllegalStateException("The decoder works in a graph with its encoder, not by itself");
        }

        @Override
        public double f1Score(DataSet data) {
            throw notAlone();
        }

        @Override
        public double f1Score(INDArray examples, INDArray labels) {
            throw notAlone();
        }

        @Override
        public void fit(DataSetIterator iterator) {
            throw notAlone();
        }

        @Override
        public int[] predict(INDArray examples) {
            throw notAlone();
        }

        @Override
        public List<String> predict(DataSet data) {
            throw notAlone();
        }

        @Override
        public void fit(INDArray examples, INDArray labels) {
            throw notAlone();
        }

        @Override
        public void fit(DataSet data) {
            throw notAlone();
        }

        @Override
        public void fit(INDArray examples, int[] labels) {
            throw notAlone();
        }
    }
}
