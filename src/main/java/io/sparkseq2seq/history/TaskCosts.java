package io.sparkseq2seq.history;

import io.sparkseq2seq.report.JobSummary;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * What the translating tasks of a session cost, as Spark tells of each when it ends: those that count translated
 * sentences. Their whole time counts, with reading and writing; that of tasks that failed, too, but not their tokens.
 */
final class TaskCosts extends SparkListener implements AutoCloseable {
    /** Names of accumulators by which a task is known to translate. */
    private static final String SENTENCES = "sentences translated";

    private static final String TOKENS = "target tokens";
    private static final long PATIENCE_MILLISECONDS = 10_000;

    private final SparkContext context;
    private final int coresOfTask;
    private final TaskTimes times = new TaskTimes();
    private long tokens;
    private long failedMilliseconds;

    private TaskCosts(SparkContext context) {
        this.context = context;
        this.coresOfTask = context.getConf().getInt("spark.task.cpus", 1);
    }

    /** Measures all tasks that end from now on, until it is closed. */
    static TaskCosts listen(SparkContext context) {
        var costs = new TaskCosts(context);
        context.addSparkListener(costs);
        return costs;
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        long sentences = -1;
        long tokensOfTask = 0;
        for (var each : JavaConverters.seqAsJavaList(end.taskInfo().accumulables())) {
            var name = each.name().getOrElse(() -> "");
            if (each.update().isDefined() && each.update().get() instanceof Number number) {
                sentences = name.equals(SENTENCES) ? number.longValue() : sentences;
                tokensOfTask += name.equals(TOKENS) ? number.longValue() : 0;
            }
        }
        if (sentences > 0 && end.taskInfo().successful()) {
            tokens += tokensOfTask;
            times.add(new TaskTimes.Task(
                    end.taskInfo().index(),
                    end.taskInfo().duration() / 1000.0,
                    sentences,
                    end.taskInfo().host()));
        } else if (sentences > 0) {
            failedMilliseconds += end.taskInfo().duration();
        }
    }

    /** Puts what was measured into the section {@code cost}; nothing where nothing was translated. */
    void addTo(JobSummary summary) {
        settle();
        synchronized (this) {
            if (times.count() == 0) {
                return;
            }
            double coreSeconds = coresOfTask * (times.seconds() + failedMilliseconds / 1000.0);
            var cost = summary.section("cost")
                    .put("core seconds", coreSeconds)
                    .put("tokens per second a core", tokens / Math.max(1e-3, coreSeconds))
                    .put("core seconds per million tokens", 1e6 * coreSeconds / Math.max(1, tokens))
                    .put("tasks", times.count())
                    .put("median task seconds", times.median())
                    .put("skew", times.skew());
            int rank = 1;
            for (var task : times.slowest()) {
                cost.put(
                        rank == 1 ? "slowest task" : "slowest task " + rank,
                        String.format(
                                Locale.ROOT,
                                "%.1f s, %,d sentences, partition %d on %s",
                                task.seconds(),
                                task.sentences(),
                                task.partition(),
                                task.host()));
                rank++;
            }
        }
    }

    /** Spark tells of tasks a little later than it ends a job. */
    private void settle() {
        try {
            context.listenerBus().waitUntilEmpty(PATIENCE_MILLISECONDS);
        } catch (TimeoutException e) {
            // What is missing is missing from figures only.
            System.err.println("seq2seq: Spark is slow to tell of its tasks; the cost is a lower bound");
        }
    }

    @Override
    public void close() {
        context.removeSparkListener(this);
    }
}
