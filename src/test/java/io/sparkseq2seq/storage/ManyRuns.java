package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs that want one output, several at a time. */
final class ManyRuns {
    /** What a run puts into its output. */
    interface Writer {
        void write(Publication output) throws IOException, InterruptedException;
    }

    private ManyRuns() {}

    /** Lets them run: one has the output at a time, the others are told who has it, and some publish. */
    static void oneAtATime(int runs, int threads, Supplier<Publication> open, Writer writer) throws Exception {
        var running = new AtomicInteger();
        var published = new AtomicInteger();
        Callable<Void> run = () -> {
            try (var output = open.get()) {
                assertThat(running.incrementAndGet()).isEqualTo(1);
                writer.write(output);
                output.publish();
                published.incrementAndGet();
                assertThat(running.decrementAndGet()).isZero();
            } catch (UserException e) {
                assertThat(e).hasMessageContaining("is being written by");
            }
            return null;
        };
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var all = new ArrayList<Future<Void>>();
            for (int i = 0; i < runs; i++) {
                all.add(pool.submit(run));
            }
            for (var one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(published.get()).isPositive();
    }
}
