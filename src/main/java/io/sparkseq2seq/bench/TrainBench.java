package io.sparkseq2seq.bench;

import io.sparkseq2seq.averaging.Batches;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.model.TrainingStep;
import io.sparkseq2seq.report.JobSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures training steps on several threads, each with its own network, without averaging. */
final class TrainBench {
    private static final int WARM_STEPS = 10;
    private static final int WINDOWS = 4;
    private static final int PAIRS = 20_000;

    private final ReferenceModel model;
    private final BenchOptions options;

    /** What a worker measured. */
    private record Measured(
            long tokens, double flops, int steps, double seconds, double ceiling, Map<Phase, Phases.Seconds> phases) {}

    TrainBench(ReferenceModel model, BenchOptions options) {
        this.model = model;
        this.options = options;
    }

    JobSummary run() {
        var all = Workers.run(options.workers(), i -> meeting -> measure(i, meeting));
        double rate = all.stream().mapToDouble(m -> m.tokens / m.seconds).sum();
        double gflops = all.stream().mapToDouble(m -> m.flops / m.seconds / 1e9).sum();
        double ceiling = all.stream().mapToDouble(Measured::ceiling).sum();
        var summary = new JobSummary("bench train")
                .put("target tokens per second", rate)
                .put(
                        "sentences per second",
                        all.stream()
                                .mapToDouble(m -> m.steps * options.batch() / m.seconds)
                                .sum())
                .put("gflops", gflops)
                .put("ceiling gflops", ceiling)
                .put("ratio", gflops / ceiling);
        options.describe(summary);
        summary.put("batch", options.batch());
        summary.put("milliseconds per step", 1000 * all.get(0).seconds / all.get(0).steps);
        BenchOptions.describe(summary, "step", all.get(0).phases, all.get(0).steps);
        return summary;
    }

    private Measured measure(int worker, Workers.Meeting meeting) throws Exception {
        var graph = model.network(worker + 1);
        var step = new TrainingStep(graph, 5, 1);
        var batches = ReferenceModel.batches(ReferenceModel.pairs(PAIRS, worker), options.batch(), worker);
        var ceiling = new Ceiling(options.divisor());
        var used = new ArrayList<List<Pair>>();
        int next = 0;
        for (int i = 0; i < WARM_STEPS; i++) {
            train(step, batches.get(next++ % batches.size()));
        }
        long steps = 0;
        meeting.meet();
        ceiling.sample();
        Phases.reset();
        Map<Phase, Phases.Seconds> phases = Phases.zero();
        for (int window = 0; window < WINDOWS; window++) {
            meeting.meet();
            Phases.reset();
            long start = System.nanoTime();
            double end = options.seconds() / WINDOWS;
            while (System.nanoTime() - start < end * 1e9) {
                var batch = batches.get(next++ % batches.size());
                train(step, batch);
                used.add(batch);
                steps++;
            }
            phases = Phases.sum(phases, Phases.read());
            meeting.meet();
            ceiling.sample();
        }
        var pairs = used.stream().flatMap(List::stream).toList();
        // From the beginning of each window to its end, for each phase begins where the one before ended.
        double seconds =
                phases.values().stream().mapToDouble(Phases.Seconds::all).sum();
        return new Measured(
                ReferenceModel.targetTokens(pairs),
                3 * model.forwardFlops(pairs, 1),
                (int) steps,
                seconds,
                ceiling.gflops(),
                phases);
    }

    private static void train(TrainingStep step, List<Pair> pairs) {
        var batch = Batches.dataSet(pairs);
        step.run(batch);
        batch.getFeatures().close();
        batch.getLabels().close();
        batch.getFeaturesMaskArray().close();
        batch.getLabelsMaskArray().close();
    }
}
