package io.sparkseq2seq.bench;

import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.BeamSearch;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures the search for translations of given lengths, on several threads that share the model. */
final class DecodeBench {
    private static final int SENTENCES = 1000;
    private static final int WINDOWS = 3;

    private final ReferenceModel model;
    private final BenchOptions options;

    private record Measured(
            long sentences,
            long tokens,
            double flops,
            double seconds,
            double ceiling,
            Map<Phase, Phases.Seconds> phases) {}

    DecodeBench(ReferenceModel model, BenchOptions options) {
        this.model = model;
        this.options = options;
    }

    JobSummary run() {
        var translation = TranslationModel.untrained(model.network(1))
                .in(model.translation().precision());
        var batches = ReferenceModel.batches(ReferenceModel.pairs(SENTENCES, 3), options.batch(), 3);
        var all = Workers.run(options.workers(), i -> meeting -> measure(translation, batches, i, meeting));
        double gflops = all.stream().mapToDouble(m -> m.flops / m.seconds / 1e9).sum();
        double ceiling = all.stream().mapToDouble(Measured::ceiling).sum();
        var summary = new JobSummary("bench decode")
                .put(
                        "sentences per second",
                        all.stream().mapToDouble(m -> m.sentences / m.seconds).sum())
                .put(
                        "target tokens per second",
                        all.stream().mapToDouble(m -> m.tokens / m.seconds).sum())
                .put("gflops", gflops)
                .put("ceiling gflops", ceiling)
                .put("ratio", gflops / ceiling);
        options.describe(summary);
        summary.put("batch", options.batch()).put("beam", options.beam());
        var first = all.get(0);
        BenchOptions.describe(summary, "batch", first.phases, (double) first.sentences / options.batch());
        return summary;
    }

    private Measured measure(
            TranslationModel translation, List<List<Pair>> batches, int worker, Workers.Meeting meeting)
            throws Exception {
        var ceiling = new Ceiling(options.divisor());
        for (int i = 0; i < 3; i++) {
            search(translation, batches.get(i));
        }
        long sentences = 0;
        long tokens = 0;
        double flops = 0;
        double seconds = 0;
        int next = worker;
        meeting.meet();
        ceiling.sample();
        var phases = Phases.zero();
        for (int window = 0; window < WINDOWS; window++) {
            meeting.meet();
            Phases.reset();
            long start = System.nanoTime();
            while (System.nanoTime() - start < options.seconds() / WINDOWS * 1e9) {
                var batch = batches.get(next % batches.size());
                next += options.workers();
                search(translation, batch);
                sentences += batch.size();
                tokens += ReferenceModel.targetTokens(batch);
                flops += model.forwardFlops(batch, options.beam());
            }
            seconds += (System.nanoTime() - start) / 1e9;
            phases = Phases.sum(phases, Phases.read());
            meeting.meet();
            ceiling.sample();
        }
        return new Measured(sentences, tokens, flops, seconds, ceiling.gflops(), phases);
    }

    private void search(TranslationModel translation, List<Pair> batch) {
        var sources = batch.stream().map(Pair::source).toArray(int[][]::new);
        var lengths = batch.stream().mapToInt(pair -> pair.target().length).toArray();
        try (var decoding = translation.start(sources)) {
            new BeamSearch(options.beam(), 0.6, 100, 3).searchForced(decoding, sourceLengths(sources), lengths);
        }
    }

    private static int[] sourceLengths(int[][] sources) {
        return IntStream.range(0, sources.length).map(i -> sources[i].length).toArray();
    }
}
