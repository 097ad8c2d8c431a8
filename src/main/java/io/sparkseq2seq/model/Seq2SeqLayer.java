package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * What the two layers of the network have in common towards DL4J: parameters by name and shape, and their start values.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public abstract sealed class Seq2SeqLayer extends BaseLayer permits EncoderLayer, DecoderLayer {
    private static final long serialVersionUID = 1;

    ModelSettings.Cell cell;
    int vocabulary;
    int embedding;
    int encoderHidden;
    boolean bidirectional;
    double dropoutRate;
    double initScale;
    ModelSettings.Product matrixProduct;
    ModelSettings.Precision precision = ModelSettings.Precision.F32;

    Seq2SeqLayer() {}

    Seq2SeqLayer(ModelSettings model, int vocabulary) {
        this.cell = model.cell();
        this.vocabulary = vocabulary;
        this.embedding = model.embedding();
        this.encoderHidden = model.encoder().hidden();
        this.bidirectional = model.encoder().bidirectional();
        this.dropoutRate = model.dropout();
        this.initScale = model.initScale();
        this.matrixProduct = model.product();
        this.precision = model.precision();
    }

    abstract Parameters parameters();

    abstract Seq2SeqRuntime runtime(NeuralNetConfiguration conf, DataType type);

    @Override
    public final org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray paramsView,
            boolean initialize,
            DataType type) {
        var runtime = runtime(conf, type);
        runtime.setListeners(listeners);
        runtime.setIndex(index);
        runtime.setParamsViewArray(paramsView);
        runtime.setParamTable(initializer().init(conf, paramsView, initialize));
        runtime.setConf(conf);
        return runtime;
    }

    @Override
    public final ParamInitializer initializer() {
        return new Initializer();
    }

    /** DL4J's view of {@link Parameters}. */
    private static final class Initializer implements ParamInitializer {
        private static Seq2SeqLayer layer(NeuralNetConfiguration conf) {
            return (Seq2SeqLayer) conf.getLayer();
        }

        private static List<String> names(Layer layer, Boolean bias) {
            return ((Seq2SeqLayer) layer)
                    .parameters().all().stream()
                            .filter(p -> bias == null || p.bias() == bias)
                            .map(Parameters.Parameter::name)
                            .toList();
        }

        @Override
        public long numParams(NeuralNetConfiguration conf) {
            return numParams(conf.getLayer());
        }

        @Override
        public long numParams(Layer layer) {
            return ((Seq2SeqLayer) layer).parameters().size();
        }

        @Override
        public List<String> paramKeys(Layer layer) {
            return names(layer, null);
        }

        @Override
        public List<String> weightKeys(Layer layer) {
            return names(layer, false);
        }

        @Override
        public List<String> biasKeys(Layer layer) {
            return names(layer, true);
        }

        @Override
        public boolean isWeightParam(Layer layer, String key) {
            return weightKeys(layer).contains(key);
        }

        @Override
        public boolean isBiasParam(Layer layer, String key) {
            return biasKeys(layer).contains(key);
        }

        @Override
        public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initialize) {
            var layer = layer(conf);
            var views = layer.parameters().views(paramsView);
            if (initialize) {
                layer.parameters().all().forEach(p -> start(p, views.get(p.name()), layer.initScale));
            }
            var table = new LinkedHashMap<>(views);
            table.keySet().forEach(conf::addVariable);
            return table;
        }

        private static void start(Parameters.Parameter parameter, INDArray view, double scale) {
            if (parameter.bias()) {
                view.assign(0);
                for (int i = parameter.onesFrom(); i < parameter.onesTo(); i++) {
                    view.putScalar(i, 1);
                }
            } else {
                var uniform = Nd4j.rand(view.dataType(), view.shape());
                view.assign(uniform.subi(0.5).muli(2 * scale));
            }
        }

        @Override
        public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
            return layer(conf).parameters().views(gradientView);
        }
    }

    /** All gradient views of a layer, for DL4J's updater. */
    static Gradient gradient(Map<String, INDArray> views, INDArray flat) {
        var gradient = new DefaultGradient(flat);
        views.forEach((name, view) -> gradient.setGradientFor(name, view, 'c'));
        return gradient;
    }

    @Override
    public final void setNIn(InputType inputType, boolean override) {
        // The vocabulary is known from the start.
    }

    @Override
    public final InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public final List<Regularization> getRegularizationByParam(String name) {
        return List.of();
    }

    @Override
    public final boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public final LayerMemoryReport getMemoryReport(InputType inputType) {
        return null;
    }
}
