package io.sparkseq2seq.corpus;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The steps of a job as they are done: a line each, its time, and the data sets that are kept for the next ones until
 * the job closes.
 */
final class Steps implements AutoCloseable {
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final List<Manifest.Step> done = new ArrayList<>();
    private final List<Dataset<Row>> kept = new ArrayList<>();
    private long last = started;

    Steps(PrintStream out) {
        this.out = out;
    }

    /** Notes that a step is done. */
    void done(String name, long count, String unit) {
        long now = System.nanoTime();
        double seconds = (now - last) / 1e9;
        last = now;
        done.add(new Manifest.Step(name, count, Math.round(seconds * 1000) / 1000.0));
        out.printf(Locale.ROOT, "preprocess  %-12s %,12d %-9s %8.1f s%n", name, count, unit, seconds);
        out.flush();
    }

    /** Keeps what is computed from here on: in memory, on disk where that is full. */
    Dataset<Row> keep(Dataset<Row> rows) {
        kept.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
        return rows;
    }

    /** Lets go of all that was kept but these rows, which have been computed from it. */
    void release(Dataset<Row> computed) {
        kept.stream().filter(rows -> rows != computed).forEach(Dataset::unpersist);
        kept.retainAll(List.of(computed));
    }

    List<Manifest.Step> list() {
        return List.copyOf(done);
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** Lets go of what was kept. */
    @Override
    public void close() {
        kept.forEach(Dataset::unpersist);
    }
}
