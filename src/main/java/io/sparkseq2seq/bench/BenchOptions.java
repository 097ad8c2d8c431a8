package io.sparkseq2seq.bench;

import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.kernel.Phases.Seconds;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The case to measure.
 *
 * @param workers threads that work side by side
 * @param batch sentences in a batch
 * @param seconds to measure
 * @param beam hypotheses in decoding; 1: greedy
 * @param rounds of averaging
 * @param divisor of the sides of the products that ceilings are taken from
 */
record BenchOptions(String precision, int workers, int batch, double seconds, int beam, int rounds, int divisor) {
    /** Adds what every benchmark tells. */
    void describe(JobSummary summary) {
        summary.put("precision", precision).put("workers", workers).put("resident mib", residentMib());
    }

    /** Adds the phases that took time, and of each the part in matrix products, in milliseconds of a unit of work. */
    static void describe(JobSummary summary, String unit, Map<Phase, Seconds> phases, double units) {
        var section = summary.section("milliseconds per " + unit + ", of which in products");
        phases.forEach((phase, seconds) -> {
            if (seconds.all() > 0) {
                section.put(
                        phase.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        String.format(
                                Locale.ROOT,
                                "%8.2f  %8.2f",
                                1000 * seconds.all() / units,
                                1000 * seconds.products() / units));
            }
        });
    }

    /** The process's resident memory now. */
    private static long residentMib() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
