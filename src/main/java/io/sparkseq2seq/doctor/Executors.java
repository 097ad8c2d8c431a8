package io.sparkseq2seq.doctor;

import io.sparkseq2seq.averaging.AveragingMaster;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Asks all executors what they are like, by Spark jobs of as many tasks as run at the same time. */
final class Executors {
    private static final int ROUNDS = 3;
    /** How long to wait for the first executor. */
    static final Duration PATIENCE = Duration.ofMinutes(2);
    /** After so long without another one, all are there that were asked for, or can be had. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 200;

    private final SparkSession spark;
    private final JavaSparkContext context;

    Executors(SparkSession spark) {
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    }

    /** Waits for executors as a job would: until as many have come as are asked for, or no more come. */
    void await() {
        if (context.isLocal()) {
            return;
        }
        int wanted = context.getConf().getInt("spark.executor.instances", Integer.MAX_VALUE);
        // Where Spark allocates them dynamically, tasks are what it allocates them for.
        int tasks = Math.max(2, Math.min(wanted, 1000));
        var asked = context.parallelize(Collections.nCopies(tasks, 0), tasks).countAsync();
        try {
            long changed = System.nanoTime();
            int came = 0;
            while (came < wanted && System.nanoTime() - changed < (came == 0 ? PATIENCE : SETTLED).toNanos()) {
                Thread.sleep(PAUSE_MILLIS);
                if (count() != came) {
                    came = count();
                    changed = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            asked.cancel(true);
        }
    }

    /** Executors that have come; none where the driver computes itself. */
    int count() {
        return context.isLocal()
                ? 0
                : spark.sparkContext().getExecutorMemoryStatus().size() - 1;
    }

    /** Tasks that run at the same time. */
    int slots() {
        return AveragingMaster.slots(context);
    }

    /**
     * Java's version on each host, the number alone. Only Spark's own classes take part, so that a Java too old for
     * ours can answer.
     */
    Map<String, String> javaVersions() {
        int tasks = Math.max(1, slots());
        var versions = new TreeMap<String, String>();
        spark.range(0, tasks, 1, tasks)
                .selectExpr(
                        "reflect('java.net.InetAddress', 'getLocalHost') AS host",
                        "reflect('java.lang.System', 'getProperty', 'java.specification.version') AS java")
                .collectAsList()
                .forEach(row -> versions.put(row.getString(0).replaceFirst("/.*", ""), row.getString(1)));
        return versions;
    }

    /** What each executor is like that a task has reached. */
    List<Machine> machines(List<String> schemes) {
        var machines = new LinkedHashMap<String, Machine>();
        for (int round = 0; round < ROUNDS && (round == 0 || machines.size() < count()); round++) {
            int tasks = Math.max(1, slots());
            context.parallelize(Collections.nCopies(tasks, 0), tasks)
                    .map(task -> Machine.here(SparkEnv.get().executorId(), schemes))
                    .collect()
                    .forEach(machine -> machines.putIfAbsent(machine.name(), machine));
        }
        return List.copyOf(machines.values());
    }
}
