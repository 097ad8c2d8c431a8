package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The names and shapes of a layer's parameters in the order in which they lie in DL4J's flat parameter vector, each
 * row-major. Names hold no underscore: DL4J's updater splits at it.
 */
final class Parameters {
    /**
     * One parameter, [rows, cols].
     *
     * @param bias whether it is a bias: it starts at zero, or at one in the columns of {@code ones}
     * @param onesFrom first column that starts at one
     * @param onesTo end of the columns that start at one
     */
    record Parameter(String name, int rows, int cols, boolean bias, int onesFrom, int onesTo) {
        long size() {
            return (long) rows * cols;
        }

        /** As a file has it: a bias is a vector. */
        List<Long> shape() {
            return bias ? List.of((long) cols) : List.of((long) rows, (long) cols);
        }
    }

    private final List<Parameter> all = new ArrayList<>();

    Parameters weight(String name, int rows, int cols) {
        all.add(new Parameter(name, rows, cols, false, 0, 0));
        return this;
    }

    Parameters bias(String name, int cols) {
        return bias(name, cols, 0, 0);
    }

    /** A bias whose columns {@code onesFrom} to {@code onesTo} start at one, like an LSTM's forget gate. */
    Parameters bias(String name, int cols, int onesFrom, int onesTo) {
        all.add(new Parameter(name, 1, cols, true, onesFrom, onesTo));
        return this;
    }

    List<Parameter> all() {
        return all;
    }

    long size() {
        return all.stream().mapToLong(Parameter::size).sum();
    }

    /** Where each begins in a flat vector. */
    Map<Parameter, Long> placed() {
        var placed = new LinkedHashMap<Parameter, Long>();
        long at = 0;
        for (var parameter : all) {
            placed.put(parameter, at);
            at += parameter.size();
        }
        return placed;
    }

    /** Views of a flat vector, by name, each of shape [rows, cols] and dense in 'c' order. */
    Map<String, INDArray> views(INDArray flat) {
        if (flat.length() != size()) {
            throw new IllegalStateException("A vector of " + flat.length() + " for " + size() + " parameters");
        }
        var views = new LinkedHashMap<String, INDArray>();
        var vector = flat.reshape(flat.length());
        placed().forEach((parameter, at) -> {
            var view = vector.get(NDArrayIndex.interval(at, at + parameter.size()));
            views.put(parameter.name(), view.reshape('c', parameter.rows(), parameter.cols()));
        });
        return views;
    }

    /**
     * The same for kernels.
     *
     * @param gradients a flat vector of gradients, or null
     */
    Map<String, Weights> weights(INDArray values, INDArray gradients) {
        var valueViews = views(values);
        var gradientViews = gradients == null ? null : views(gradients);
        var weights = new LinkedHashMap<String, Weights>();
        for (var p : all) {
            var gradient = gradientViews == null ? null : Tensor.of(gradientViews.get(p.name()), p.rows(), p.cols());
            weights.put(p.name(), new Weights(Tensor.of(valueViews.get(p.name()), p.rows(), p.cols()), gradient));
        }
        return weights;
    }

    /** The same over floats that are not trained. */
    Map<String, Weights> weights(FloatVector flat) {
        if (flat.size() != size()) {
            throw new IllegalStateException("A vector of " + flat.size() + " for " + size() + " parameters");
        }
        var weights = new LinkedHashMap<String, Weights>();
        placed().forEach((p, at) -> weights.put(p.name(), new Weights(flat.matrix(at, p.rows(), p.cols()), null)));
        return weights;
    }
}
