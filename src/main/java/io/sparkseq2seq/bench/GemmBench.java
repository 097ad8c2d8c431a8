package io.sparkseq2seq.bench;

import io.sparkseq2seq.kernel.ProductBenchmark;
import io.sparkseq2seq.report.JobSummary;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The matrix products of the reference model, by each library, in GFLOP/s; best of several for each. */
final class GemmBench {
    private static final int[][] SHAPES = {
        {64, 256, 1024},
        {64, 512, 2048},
        {16, 512, 2048},
        {960, 512, 2048},
        {320, 1024, 8000},
        {960, 1024, 8000},
        {960, 8000, 1024},
        {2048, 1024, 8000}
    };
    private static final int REPEATS = 9;

    private final BenchOptions options;

    GemmBench(BenchOptions options) {
        this.options = options;
    }

    JobSummary run() {
        var summary = new JobSummary("bench gemm");
        options.describe(summary);
        var section = summary.section("GFLOP/s of all workers:   OpenBLAS    oneDNN      bf16");
        double ceiling = 0;
        for (int[] whole : SHAPES) {
            int[] shape =
                    Arrays.stream(whole).map(side -> side / options.divisor()).toArray();
            double openBlas = rate(shape, ProductBenchmark::openBlas);
            double oneDnn = rate(shape, ProductBenchmark::oneDnn);
            section.put(
                    String.format(Locale.ROOT, "%4d x %4d x %4d", shape[0], shape[1], shape[2]),
                    String.format(Locale.ROOT, "%12.0f  %8.0f  %8s", openBlas, oneDnn, bf16(shape)));
            ceiling = Math.max(ceiling, Math.max(openBlas, oneDnn));
        }
        return summary.put("ceiling gflops", ceiling);
    }

    private String bf16(int[] shape) {
        return ProductBenchmark.hasBf16()
                ? String.format(Locale.ROOT, "%.0f", rate(shape, ProductBenchmark::bf16))
                : "-";
    }

    private double rate(int[] shape, ToDoubleFunction<ProductBenchmark> library) {
        return Workers.<Double>run(options.workers(), i -> meeting -> {
                    try (var product = new ProductBenchmark(shape[0], shape[1], shape[2])) {
                        meeting.meet();
                        var rates = new double[REPEATS];
                        for (int r = 0; r < REPEATS; r++) {
                            rates[r] = library.applyAsDouble(product);
                        }
                        return Arrays.stream(rates).max().orElseThrow();
                    }
                })
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
