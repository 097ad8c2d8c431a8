package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.Batches;
import io.sparkseq2seq.averaging.Exchange;
import io.sparkseq2seq.averaging.Exchange.Parcel;
import io.sparkseq2seq.averaging.NetworkState;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.Replicas;
import io.sparkseq2seq.averaging.SplitMix;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.metric.Bleu;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.metric.Tally;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.subword.Subwords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Loss and BLEU of the validation set, computed by the workers. */
final class Validation implements AutoCloseable {
    private final JavaSparkContext context;
    private final JavaRDD<Pair> pairs;
    private final int sentences;
    private final int batch;
    private final long count;
    private final TranslateSettings translate;
    private final BeamSearch search;
    private final Scorer scorer;
    private final Broadcast<Subwords[]> subwords;

    /**
     * What a part comes to.
     *
     * @param loss summed over target tokens
     * @param tally of the sentences translated, null when none were
     */
    private record Part(double loss, long tokens, Tally tally) implements Serializable {
        Part plus(Part other) {
            var sum = tally == null ? other.tally : other.tally == null ? tally : tally.plus(other.tally);
            return new Part(loss + other.loss, tokens + other.tokens, sum);
        }
    }

    /** Loss and BLEU; NaN where there is none. */
    record Result(double loss, double bleu) {}

    /** @param pairs the validation set, which is kept in memory */
    Validation(JavaSparkContext context, JavaRDD<Pair> pairs, Corpus corpus, Settings settings) {
        this.context = context;
        var train = settings.train();
        this.pairs = pairs.repartition(train.workers()).cache();
        this.count = this.pairs.count();
        this.batch = train.batch();
        this.sentences = train.valid().bleuSentences();
        this.translate = settings.translate();
        this.search = new BeamSearch(
                train.valid().beam(), translate.lengthPenalty(), translate.maxLength(), translate.maxLengthRatio());
        this.scorer = new Scorer(List.of(Bleu.of(train.valid().tokenize(), false)));
        this.subwords = context.broadcast(new Subwords[] {corpus.sourceSubwords(), corpus.targetSubwords()});
    }

    Result of(ComputationGraph graph) {
        if (count == 0) {
            return new Result(Double.NaN, Double.NaN);
        }
        try (var exchange = new Exchange(context, false)) {
            var state = exchange.share(NetworkState.parametersOf(graph));
            var task = new Task(
                    Replicas.configuration(graph),
                    state,
                    subwords,
                    batch,
                    Math.min(1, (double) sentences / count),
                    translate,
                    search,
                    scorer);
            var parts = pairs.mapPartitions(task::run).collect();
            var all = parts.stream().reduce(Part::plus).orElseThrow();
            double bleu = all.tally() == null
                    ? Double.NaN
                    : scorer.scores(all.tally()).get(0).value();
            return new Result(all.loss() / all.tokens(), bleu);
        }
    }

    /**
     * A sentence of the validation set.
     *
     * @param translation by the network
     */
    record Sample(String source, String reference, String translation) {}

    /** So many sentences, always the same ones, as a network translates them. */
    List<Sample> samples(ComputationGraph graph, int number) {
        if (number == 0) {
            return List.of();
        }
        var drawn = pairs.takeOrdered(number, (Comparator<Pair> & Serializable)
                (a, b) -> Long.compare(SplitMix.mix(a.id()), SplitMix.mix(b.id())));
        var source = subwords.value()[0];
        var target = subwords.value()[1];
        var model = new TranslationModel(graph, source, target);
        var translator = translator(model, translate, search);
        var found = translator.search(drawn.stream().map(Pair::source).toList());
        model.release();
        return IntStream.range(0, drawn.size())
                .mapToObj(i -> new Sample(
                        source.decode(drawn.get(i).source()),
                        target.decode(drawn.get(i).target()),
                        translator.text(found.get(i).tokens())))
                .toList();
    }

    private static Translator translator(TranslationModel model, TranslateSettings translate, BeamSearch search) {
        return new Translator(model, search, translate.batch(), translate.maxSourceLength());
    }

    @Override
    public void close() {
        pairs.unpersist();
        pairs.rdd().cleanShuffleDependencies(true);
        subwords.destroy(true);
    }

    /** @param share of the sentences that are translated */
    private record Task(
            String configuration,
            Parcel<NetworkState> state,
            Broadcast<Subwords[]> subwords,
            int batch,
            double share,
            TranslateSettings translate,
            BeamSearch search,
            Scorer scorer)
            implements Serializable {
        Iterator<Part> run(Iterator<Pair> pairs) {
            var all = new ArrayList<Pair>();
            pairs.forEachRemaining(all::add);
            if (all.isEmpty()) {
                return List.of(new Part(0, 0, null)).iterator();
            }
            var graph = Replicas.take(configuration);
            state.open().into(graph);
            double loss = 0;
            long tokens = 0;
            for (var cut : Batches.cut(all.iterator(), batch, 0)) {
                var data = Batches.dataSet(cut);
                long count = Batches.targetTokens(data);
                loss += graph.score(data, false) * count;
                tokens += count;
                Batches.close(data);
            }
            var tally = tally(graph, all.subList(0, (int) Math.round(all.size() * share)));
            Replicas.giveBack(configuration, graph);
            return List.of(new Part(loss, tokens, tally)).iterator();
        }

        private Tally tally(ComputationGraph graph, List<Pair> pairs) {
            var target = subwords.value()[1];
            var model = new TranslationModel(graph, subwords.value()[0], target);
            var translator = translator(model, translate, search);
            var found = translator.search(pairs.stream().map(Pair::source).toList());
            model.release();
            Tally tally = null;
            for (int i = 0; i < found.size(); i++) {
                var reference = List.of(target.decode(pairs.get(i).target()));
                var one = scorer.tally(translator.text(found.get(i).tokens()), reference);
                tally = tally == null ? one : tally.plus(one);
            }
            return tally;
        }
    }
}
