package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.MemorySize;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.SparkSettings;
import java.util.Optional;

/**
 * How much memory outside of the heap a job's JVMs need, and so what their containers are asked to have. It follows
 * from the job, the model, the batch and the tasks that an executor runs at a time; its factors are counted from what
 * each job allocates (the table is in docs/clusters.md). {@code spark.off-heap} overrules it.
 *
 * @param executor native memory of an executor, in bytes: its limit
 * @param driver native memory of the driver, in bytes: its limit
 * @param rest what a JVM needs outside of the heap that no limit of ours counts: its code and classes, its threads, the
 *     buffers of the network, the libraries and their working memory
 */
public record Containers(long executor, long driver, long rest) {
    private static final long MEGABYTE = 1L << 20;
    /** Where the model's size is not known. */
    static final long UNKNOWN = 4L << 30;
    /** Whatever the model: small arrays, and the blocks of working memory that begin with a megabyte. */
    private static final long LEAST = 128 * MEGABYTE;

    /** Where the model is known. */
    private static final long REST = 640 * MEGABYTE;

    /** Where it is not, or somebody has set the limit without knowing more. */
    private static final long MUCH = 1024 * MEGABYTE;

    /** Of the bytes of the weights: them, their gradients, two moments, and those that travel. */
    private static final double TRAINING = 7;

    /** The driver has the outer optimizer's memory, too, and the state that it saves. */
    private static final double TRAINING_DRIVER = 8;

    /** The weights as they are read and as products take them. */
    private static final double TRANSLATING = 3;

    /** Tokens of a long sentence: preprocess drops longer pairs unless told otherwise. */
    private static final long LONG = 100;

    /** Rows of logits that are in memory at a time, with their gradients and what products copy. */
    private static final long LOGIT_ROWS = 3 * 512;

    /** Blocks of working memory are larger than what is in them. */
    private static final double SLACK = 1.25;

    /**
     * What the JVMs of a job need.
     *
     * @param manager where nobody counts memory, none need be spared
     * @param inCluster whether the driver is in a container, too
     * @param size of the model; nothing where it is not known
     * @param tasks that an executor runs at a time
     */
    public static Containers of(
            ClusterManager manager,
            boolean inCluster,
            Job job,
            Settings settings,
            Optional<ModelSize> size,
            int tasks) {
        var set = settings.spark().offHeap().size();
        if (set.isPresent()) {
            return new Containers(set.get().bytes(), set.get().bytes(), MUCH);
        }
        var need = of(job, settings, size, tasks);
        return new Containers(
                manager.limitsMemory() ? need.executor : Math.max(UNKNOWN, need.executor),
                manager.limitsMemory() && inCluster ? need.driver : Math.max(UNKNOWN, need.driver),
                need.rest);
    }

    /** Native memory that a command without Spark may take, in bytes. */
    public static long withoutJob(SparkSettings settings) {
        return settings.offHeap().size().map(MemorySize::bytes).orElse(UNKNOWN);
    }

    /** Of a job of which nothing is known. */
    public static Containers ofAny(SparkSettings settings) {
        return new Containers(withoutJob(settings), withoutJob(settings), MUCH);
    }

    /** MiB on top of the heap, where the model is not known before the job runs. */
    public static long overhead(SparkSettings settings) {
        return ofAny(settings).executorOverhead();
    }

    private static Containers of(Job job, Settings settings, Optional<ModelSize> size, int tasks) {
        if (job == Job.PREPROCESS) {
            return new Containers(LEAST, LEAST, REST);
        }
        if (size.isEmpty()) {
            return new Containers(UNKNOWN, UNKNOWN, MUCH);
        }
        var model = size.get();
        return switch (job) {
            case TRAIN -> new Containers(
                    rounded(tasks
                            * (TRAINING * model.bytes()
                                    + batch(model, settings.train().batch()))),
                    rounded(TRAINING_DRIVER * model.bytes()),
                    REST);
            case EVALUATE -> translating(
                    model,
                    tasks,
                    settings.translate().batch() * settings.evaluate().beam());
            default -> translating(
                    model,
                    tasks,
                    settings.translate().batch() * settings.translate().beam());
        };
    }

    /** A batch's states, while it is trained. */
    private static double batch(ModelSize model, long sentences) {
        return SLACK * Float.BYTES * (sentences * LONG * model.widths() + LOGIT_ROWS * model.target());
    }

    private static Containers translating(ModelSize model, int tasks, long hypotheses) {
        double search = SLACK * Float.BYTES * hypotheses * (2.0 * model.target() + model.widths())
                // The sources' states, once a sentence.
                + SLACK * Float.BYTES * hypotheses * LONG * model.widths() / 8;
        return new Containers(
                rounded(TRANSLATING * model.bytes() + tasks * search), rounded(TRANSLATING * model.bytes()), REST);
    }

    private static long rounded(double bytes) {
        long step = 64 * MEGABYTE;
        return LEAST + (long) Math.ceil(bytes / step) * step;
    }

    /** MiB, for {@code spark.executor.memoryOverhead}. */
    public long executorOverhead() {
        return (executor + rest) / MEGABYTE;
    }

    /** MiB, for {@code spark.driver.memoryOverhead}. */
    public long driverOverhead() {
        return (driver + rest) / MEGABYTE;
    }
}
