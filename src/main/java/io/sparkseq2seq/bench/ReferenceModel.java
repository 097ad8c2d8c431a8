package io.sparkseq2seq.bench;

import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.model.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The model that the benchmarks measure: 8,000 tokens a side, embeddings of 256, a bidirectional LSTM encoder of 256 a
 * direction, an LSTM decoder of 512, additive attention of 512, untied: 16.8 million parameters. Its sentences are
 * random tokens with lengths like those of image captions (Multi30k: 14 tokens a side); which tokens they are does not
 * change the speed of any kernel.
 *
 * @param overrides settings {@code model.…=…} that change it
 */
record ReferenceModel(List<String> overrides) {
    static final int VOCABULARY = 8000;

    ModelSettings settings() {
        return Settings.load(Optional.empty(), overrides).model();
    }

    TranslateSettings translation() {
        return Settings.load(Optional.empty(), overrides).translate();
    }

    /** The network with random weights. */
    ComputationGraph network(long seed) {
        var updater = Adam.builder().learningRate(1e-3).build();
        var configuration = Network.configure(settings(), VOCABULARY, VOCABULARY, 0.1, updater, DataType.FLOAT, seed);
        var graph = new ComputationGraph(configuration);
        graph.init();
        graph.initGradientsView();
        graph.getUpdater();
        return graph;
    }

    /** Random pairs: 5 to 40 tokens a side, 14 in the mean, targets about as long as their sources. */
    static List<Pair> pairs(int count, long seed) {
        var random = new Random(seed);
        var pairs = new ArrayList<Pair>(count);
        for (int i = 0; i < count; i++) {
            int source = length(13 + 4 * random.nextGaussian());
            pairs.add(
                    new Pair(i, tokens(random, source), tokens(random, length(source + 2.5 * random.nextGaussian()))));
        }
        return pairs;
    }

    private static int length(double wish) {
        return (int) Math.max(5, Math.min(40, Math.round(wish)));
    }

    private static int[] tokens(Random random, int count) {
        return random.ints(count, 260, VOCABULARY).toArray();
    }

    /** Pairs cut into batches of similar length. */
    static List<List<Pair>> batches(List<Pair> pairs, int size, long seed) {
        var sorted = new ArrayList<>(pairs);
        sorted.sort(Comparator.<Pair>comparingInt(p -> p.source().length).thenComparingInt(p -> p.target().length));
        var batches = new ArrayList<List<Pair>>();
        for (int i = 0; i + size <= sorted.size(); i += size) {
            batches.add(sorted.subList(i, i + size));
        }
        Collections.shuffle(batches, new Random(seed));
        return batches;
    }

    /** Target tokens to predict, END included. */
    static long targetTokens(List<Pair> pairs) {
        return pairs.stream().mapToLong(Pair::targetTokens).sum();
    }

    /**
     * Floating-point operations of a forward pass: two for each multiply-add of the matrix work of the equations as
     * they stand, per source token, per target token and hypothesis, and per pair of positions. Training takes three
     * times as many. What an implementation saves, such as c's part of equation 2 once a sentence, still counts.
     *
     * @param hypotheses of each target token: 1, or the beam
     */
    double forwardFlops(List<Pair> pairs, int hypotheses) {
        var m = settings();
        double e = m.embedding();
        double h = m.encoder().hidden();
        double s = m.decoder().hidden();
        double a = m.attention().hidden();
        int gates = m.cell() == ModelSettings.Cell.LSTM ? 4 : 3;
        double unit = m.encoder().bidirectional() ? h / 2 : h;
        double perSource = (e + unit) * gates * h + h * a;
        double output = m.tieEmbeddings() ? (s + h) * e + e * VOCABULARY : (s + h) * VOCABULARY;
        double perTarget = (e + h + s) * gates * s + s * a + output;
        double perPosition = a + h;
        double sum = 0;
        for (var pair : pairs) {
            double source = pair.source().length + 1;
            double target = pair.target().length + 1;
            sum += perSource * source + hypotheses * (perTarget * target + perPosition * source * target);
        }
        return 2 * sum;
    }
}
