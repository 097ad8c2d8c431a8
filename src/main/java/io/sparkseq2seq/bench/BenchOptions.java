package io.sparkseq2seq.bench;

import io.sparkseq2seq.storage.JobSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The case to measure.
 *
 * @param workers threads that work side by side
 * @param batch sentences in a batch
 * @param seconds to measure
 * @param beam hypotheses in decoding; 1: greedy
 */
record BenchOptions(String precision, int workers, int batch, double seconds, int beam) {
    /** Adds what every benchmark tells. */
    void describe(JobSummary summary) {
        summary.put("precision", precision).put("workers", workers).put("resident mib", residentMib());
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
