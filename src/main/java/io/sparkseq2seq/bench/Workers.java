package io.sparkseq2seq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** Threads that measure side by side, as the Spark tasks of an executor compute. */
final class Workers {
    private Workers() {}

    /** What one worker does between the meeting points, at which all of them wait for each other. */
    interface Work<T> {
        T run(Meeting meeting) throws Exception;
    }

    /** Waits until all workers are here. */
    interface Meeting {
        void meet() throws Exception;
    }

    /** The results of all workers, by number. */
    static <T> List<T> run(int count, IntFunction<Work<T>> work) {
        var barrier = new CyclicBarrier(count);
        var pool = Executors.newFixedThreadPool(count);
        try {
            var tasks = new ArrayList<Callable<T>>();
            for (int i = 0; i < count; i++) {
                var mine = work.apply(i);
                tasks.add(() -> mine.run(barrier::await));
            }
            var results = new ArrayList<T>();
            for (var future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("A worker failed", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
