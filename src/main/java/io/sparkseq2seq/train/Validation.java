package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.Batches;
import io.sparkseq2seq.averaging.Exchange;
import io.sparkseq2seq.averaging.Exchange.Parcel;
import io.sparkseq2seq.averaging.NetworkState;
import io.sparkseq2seq.averaging.NumberPartitioner;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.Replicas;
import io.sparkseq2seq.averaging.SplitMix;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.metric.Bleu;
import io.sparkseq2seq.metric.Chrf;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.metric.Tally;
import io.sparkseq2seq.model.Calibration;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.NoProbability;
import io.sparkseq2seq.search.Translation;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.train.IsotonicRegression.Point;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import scala.Tuple2;

/**
 * Loss and BLEU of the validation set, computed by the workers. A given set is not filtered, so that a pair may be
 * longer than any that was trained: for the loss its sides are cut at {@code train.valid.max-tokens}, and it is
 * translated in parts, as {@code translate} does it. Which worker has which pairs, in which order, and which of them
 * are translated, is a matter of their ids alone.
 */
final class Validation implements AutoCloseable {
    /** Of a side in training, at most, unless the corpus was made otherwise. */
    private static final int USUAL_TOKENS = 100;

    private static final Chrf CHRF = Chrf.characters(false);

    private final JavaSparkContext context;
    private final JavaRDD<Pair> pairs;
    private final int sentences;
    private final int batch;
    private final int maxTokens;
    private final long count;
    private final long cut;
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

    /** Loss and BLEU; NaN where there is none. The loss is infinite where the network gives no finite one. */
    record Result(double loss, double bleu) {}

    /** @param pairs the validation set, which is kept in memory */
    Validation(JavaSparkContext context, JavaRDD<Pair> pairs, Corpus corpus, Settings settings) {
        this.context = context;
        var train = settings.train();
        int workers = train.workers();
        this.pairs = pairs.mapToPair(pair -> new Tuple2<>(Math.floorMod(SplitMix.mix(pair.id()), workers), pair))
                .partitionBy(new NumberPartitioner(workers))
                .values()
                .cache();
        int most = train.valid().maxTokens();
        this.count = this.pairs.count();
        this.cut = this.pairs.filter(pair -> pair.longest() > most).count();
        this.maxTokens = most;
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
            var task = task(exchange, graph, sentences, search);
            var parts = pairs.mapPartitions(task::run).collect();
            var all = parts.stream().reduce(Part::plus).orElseThrow();
            double bleu = all.tally() == null
                    ? Double.NaN
                    : scorer.scores(all.tally()).get(0).value();
            double loss = all.loss() / all.tokens();
            return new Result(Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY, bleu);
        }
    }

    private Task task(Exchange exchange, ComputationGraph graph, int translated, BeamSearch how) {
        return new Task(
                Replicas.configuration(graph),
                exchange.share(NetworkState.parametersOf(graph)),
                subwords,
                batch,
                maxTokens,
                Math.min(1, (double) translated / count),
                translate,
                how,
                scorer);
    }

    /**
     * What the scores of a network's translations are worth, learnt from so many sentences, which are translated as
     * {@code translate} does it: by the settings of that section. Nothing where there are too few, or the network gives
     * no translations.
     */
    Optional<Calibration> calibration(ComputationGraph graph, int number) {
        if (count == 0 || number == 0) {
            return Optional.empty();
        }
        try (var exchange = new Exchange(context, false)) {
            var task = task(exchange, graph, number, BeamSearch.plain(translate));
            return IsotonicRegression.fit(pairs.mapPartitions(task::points).collect());
        }
    }

    /** Pairs that are cut for the loss. */
    long cut() {
        return cut;
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
        List<String> found;
        try {
            found = translations(translator, source, drawn);
        } catch (NoProbability e) {
            return List.of();
        } finally {
            model.release();
        }
        return IntStream.range(0, drawn.size())
                .mapToObj(i -> new Sample(
                        source.decode(drawn.get(i).source()),
                        target.decode(drawn.get(i).target()),
                        found.get(i)))
                .toList();
    }

    /** The translations of pairs' sources, in their order; a source that is too long, in parts. */
    private static List<String> translations(Translator translator, Subwords source, List<Pair> pairs) {
        int longest = translator.maxSourceLength();
        var found = translator
                .search(pairs.stream()
                        .map(Pair::source)
                        .filter(ids -> ids.length <= longest)
                        .toList())
                .iterator();
        return pairs.stream()
                .map(pair -> pair.source().length <= longest
                        ? translator.text(found.next().tokens())
                        : translator
                                .translate(List.of(source.decode(pair.source())))
                                .get(0)
                                .text())
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

    /**
     * A worker's part.
     *
     * @param maxTokens to which a longer side is cut for the loss
     * @param share of the sentences that are translated
     */
    private record Task(
            String configuration,
            Parcel<NetworkState> state,
            Broadcast<Subwords[]> subwords,
            int batch,
            int maxTokens,
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
            var cutPairs = all.stream().map(pair -> pair.cut(maxTokens)).iterator();
            for (var cut : Batches.cut(cutPairs, batch, 0).stream()
                    .flatMap(this::small)
                    .toList()) {
                var data = Batches.dataSet(cut);
                long count = Batches.targetTokens(data);
                loss += graph.score(data, false) * count;
                tokens += count;
                Batches.close(data);
            }
            // What a network says that is no longer one is not a translation.
            var tally = Double.isFinite(loss) ? tally(graph, drawn(all)) : null;
            Replicas.giveBack(configuration, graph);
            return List.of(new Part(loss, tokens, tally)).iterator();
        }

        /** Those that are translated, whatever order they come in. */
        private List<Pair> drawn(List<Pair> all) {
            return all.stream()
                    .sorted(Comparator.comparingLong(pair -> SplitMix.mix(~pair.id())))
                    .limit(Math.round(all.size() * share))
                    .toList();
        }

        /** Score and chrF of each translation, for a network whose loss is finite. */
        Iterator<Point> points(Iterator<Pair> pairs) {
            var all = new ArrayList<Pair>();
            pairs.forEachRemaining(all::add);
            var drawn = drawn(all);
            if (drawn.isEmpty()) {
                return Collections.emptyIterator();
            }
            var graph = Replicas.take(configuration);
            state.open().into(graph);
            var source = subwords.value()[0];
            var target = subwords.value()[1];
            var model = new TranslationModel(graph, source, target);
            List<Translation> found;
            try {
                found = translator(model, translate, search)
                        .translate(drawn.stream()
                                .map(pair -> source.decode(pair.source()))
                                .toList());
            } catch (NoProbability e) {
                found = List.of();
            } finally {
                model.release();
            }
            Replicas.giveBack(configuration, graph);
            var points = new ArrayList<Point>();
            for (int i = 0; i < found.size(); i++) {
                var each = found.get(i);
                if (each.parts() > 0) {
                    points.add(new Point(
                            each.score(),
                            chrf(each.text(), target.decode(drawn.get(i).target()))));
                }
            }
            return points.iterator();
        }

        /** Of a sentence, from 0 to 1. */
        private static double chrf(String translation, String reference) {
            return CHRF.score(CHRF.counts(translation, List.of(reference)), "1").value() / 100;
        }

        /** A batch of long pairs in parts, none of which takes more memory than a batch of training. */
        private Stream<List<Pair>> small(List<Pair> pairs) {
            int longest = pairs.stream().mapToInt(Pair::longest).max().orElse(1);
            int rows = (int) Math.max(1, (long) batch * USUAL_TOKENS / Math.max(longest, USUAL_TOKENS));
            return IntStream.iterate(0, from -> from < pairs.size(), from -> from + rows)
                    .mapToObj(from -> pairs.subList(from, Math.min(pairs.size(), from + rows)));
        }

        private Tally tally(ComputationGraph graph, List<Pair> pairs) {
            var target = subwords.value()[1];
            var model = new TranslationModel(graph, subwords.value()[0], target);
            var translator = translator(model, translate, search);
            List<String> found;
            try {
                found = translations(translator, subwords.value()[0], pairs);
            } catch (NoProbability e) {
                return null;
            } finally {
                model.release();
            }
            Tally tally = null;
            for (int i = 0; i < found.size(); i++) {
                var reference = List.of(target.decode(pairs.get(i).target()));
                var one = scorer.tally(found.get(i), reference);
                tally = tally == null ? one : tally.plus(one);
            }
            return tally;
        }
    }
}
