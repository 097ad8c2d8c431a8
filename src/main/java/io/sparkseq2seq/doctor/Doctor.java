package io.sparkseq2seq.doctor;

import io.sparkseq2seq.config.MemorySize;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.table.SharedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.SparkSession;

/**
 * Looks at everything that a job of some settings needs: first at the driver, which takes no Spark, then at all
 * executors. One thing that is wrong does not keep it from looking at the next.
 *
 * <pre>{@code
 * var doctor = new Doctor(settings, hadoop, Throwable::getMessage);
 * doctor.examineDriver();
 * doctor.examineExecutors(spark);
 * System.out.println(doctor.diagnosis());
 * }</pre>
 */
public final class Doctor {
    private static final int JAVA = 17;
    private static final String SPARK = "3.5.";
    private static final String SCALA = "2.12.";

    private static final Map<String, String> ARTIFACTS = Map.of(
            "s3a", "org.apache.hadoop:hadoop-aws:{hadoop}",
            "abfs", "org.apache.hadoop:hadoop-azure:{hadoop}",
            "abfss", "org.apache.hadoop:hadoop-azure:{hadoop}",
            "wasb", "org.apache.hadoop:hadoop-azure:{hadoop}",
            "wasbs", "org.apache.hadoop:hadoop-azure:{hadoop}",
            "gs", "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26");

    private final Settings settings;
    private final Configuration hadoop;
    private final Function<Throwable, String> told;
    private final Places places;
    private final List<String> schemes;
    private final Diagnosis diagnosis = new Diagnosis();

    /**
     * A doctor for one job.
     *
     * @param hadoop as the driver has it
     * @param told the line that the command line would print for something thrown
     */
    public Doctor(Settings settings, Configuration hadoop, Function<Throwable, String> told) {
        this.settings = settings;
        this.hadoop = hadoop;
        this.told = told;
        this.places = Places.of(settings);
        this.schemes = places.schemes(hadoop);
    }

    /** What was found so far. */
    public Diagnosis diagnosis() {
        return diagnosis;
    }

    /** Takes down something thrown. */
    public void failed(String what, Throwable thrown) {
        diagnosis.add(Finding.fail(what, told.apply(thrown), ""));
    }

    /** Looks at this JVM, at the files that are read, and at the places that are written. */
    public void examineDriver() {
        var driver = Machine.here("driver", schemes);
        machines("driver", List.of(driver));
        places.read().forEach((key, path) -> look(key, () -> read(key, path)));
        places.written()
                .forEach((key, path) -> look(
                        key,
                        () -> Finding.ok(
                                key,
                                path + " can be written, read and deleted; outputs appear by "
                                        + Probe.of(path, hadoop))));
    }

    private Finding read(String key, String path) throws Exception {
        return places.isThere(key, hadoop)
                ? Finding.ok(key, path + " is there")
                : Finding.warn(key, path + " is not there", "Check the path, unless a job is going to make it.");
    }

    private void look(String what, Callable<Finding> check) {
        try {
            diagnosis.add(check.call());
        } catch (Exception | LinkageError e) {
            failed(what, e);
        }
    }

    /** Looks at the executors, and whether workers and memory fit them. */
    public void examineExecutors(SparkSession spark) {
        var executors = new Executors(spark);
        executors.await();
        if (executors.count() == 0 && spark.sparkContext().isLocal()) {
            diagnosis.add(Finding.ok("executors", "none: the driver computes itself"));
            slots(executors);
            memory(List.of(Machine.here("driver", List.of())), executors.slots());
        } else if (executors.count() == 0) {
            diagnosis.add(Finding.fail(
                    "executors",
                    "none has come in " + Executors.PATIENCE.toSeconds() + " s",
                    "Ask for fewer or smaller ones, or look what the queue has left: a container needs the heap and the"
                            + " memory overhead."));
        } else if (hasJava(executors)) {
            var machines = executors.machines(schemes);
            diagnosis.add(
                    machines.size() < executors.count()
                            ? Finding.warn(
                                    "executors",
                                    machines.size() + " of " + executors.count() + " have answered",
                                    "The others were busy, or are gone: look into their logs.")
                            : Finding.ok("executors", machines.size() + ", on " + hosts(machines)));
            machines("executors", machines);
            slots(executors);
            memory(machines, executors.slots());
        }
        for (var place : places.written().entrySet()) {
            look(place.getKey() + " of executors", () -> {
                SharedDisk.require(spark, place.getValue(), settings);
                return Finding.ok(place.getKey() + " of executors", "is on a file system that all of them reach");
            });
        }
    }

    private static String hosts(List<Machine> machines) {
        return machines.stream().map(Machine::host).distinct().sorted().collect(Collectors.joining(", "));
    }

    /** Whether Java is new enough for what else is asked of executors. */
    private boolean hasJava(Executors executors) {
        try {
            var old = executors.javaVersions().entrySet().stream()
                    .filter(host -> number(host.getValue()) < JAVA)
                    .map(host -> "Java " + host.getValue() + " on " + host.getKey())
                    .collect(Collectors.joining(", "));
            if (old.isEmpty()) {
                return true;
            }
            diagnosis.add(Finding.fail(
                    "Java, executors",
                    old,
                    "Install a JDK 17 on each machine, and name it with -- --conf spark.executorEnv.JAVA_HOME=…; on YARN"
                            + " also spark.yarn.appMasterEnv.JAVA_HOME, on Kubernetes take an image with java17 in its"
                            + " tag."));
        } catch (RuntimeException e) {
            failed("Java, executors", e);
        }
        return false;
    }

    /** The feature release: of 1.8 it is 8. */
    static int number(String version) {
        return Integer.parseInt(version.replaceFirst("^1\\.", "").replaceFirst("\\D.*", ""));
    }

    private void machines(String who, List<Machine> machines) {
        each("Java, " + who, machines, Machine::java, java -> number(java) >= JAVA, "Install a JDK 17.");
        each(
                "Spark, " + who,
                machines,
                machine -> machine.spark() + " for Scala " + machine.scala(),
                version ->
                        version.matches(SPARK.replace(".", "\\.") + ".* for Scala " + SCALA.replace(".", "\\.") + ".*"),
                "Set SPARK_HOME to a Spark 3.5 for Scala 2.12, and take an image of the same.");
        each(
                "native libraries, " + who,
                machines,
                machine -> natives(machine),
                text -> !text.contains("do not work"),
                "They need Linux with glibc on the processor that the jar was built for, and a folder that can be"
                        + " written and runs programs: Spark's local folders (spark.local.dir), java.io.tmpdir, or the"
                        + " one that -Dorg.bytedeco.javacpp.cachedir=FOLDER names in spark.executor.extraJavaOptions.");
        for (var scheme : schemes) {
            fileSystem(scheme, who, machines);
        }
        containers(who, machines);
    }

    private static String natives(Machine machine) {
        var natives = machine.natives();
        return natives.problem().isEmpty()
                ? natives.product() + " on " + machine.platform() + ", unpacked in " + natives.folder()
                : "do not work on " + machine.platform() + ": " + natives.problem();
    }

    private void each(
            String what,
            List<Machine> machines,
            Function<Machine, String> said,
            Function<String, Boolean> will,
            String mend) {
        var wrong = machines.stream()
                .filter(machine -> !will.apply(said.apply(machine)))
                .toList();
        if (wrong.isEmpty()) {
            diagnosis.add(
                    Finding.ok(what, machines.stream().map(said).distinct().collect(Collectors.joining("; "))));
        } else {
            var found = wrong.stream()
                    .map(machine -> said.apply(machine) + " (" + machine + ")")
                    .collect(Collectors.joining("; "));
            diagnosis.add(Finding.fail(what, found, mend));
        }
    }

    private void fileSystem(String scheme, String who, List<Machine> machines) {
        var what = scheme + ":, " + who;
        var without = machines.stream()
                .filter(machine -> machine.missing().contains(scheme))
                .map(Machine::toString)
                .collect(Collectors.joining(", "));
        if (without.isEmpty()) {
            diagnosis.add(Finding.ok(what, "its classes are there"));
        } else {
            var artifact = ARTIFACTS.getOrDefault(scheme, "").replace("{hadoop}", VersionInfo.getVersion());
            diagnosis.add(Finding.fail(
                    what,
                    "its jar is missing: " + without,
                    artifact.isEmpty()
                            ? "Check the scheme, or add the file system's jar: -- --jars PATH."
                            : "Add it: -- --packages " + artifact + ", or without a network -- --jars PATH."));
        }
    }

    /** Whether heap and native memory fit the container, or the machine. */
    private void containers(String who, List<Machine> machines) {
        var tight = machines.stream()
                .filter(machine -> machine.offHeap() > 0 && machine.heap() + machine.offHeap() > machine.memory())
                .map(machine -> machine + " has " + size(machine.memory()) + ", its heap and native memory may take "
                        + size(machine.heap() + machine.offHeap()))
                .collect(Collectors.joining("; "));
        if (tight.isEmpty()) {
            var memory = machines.stream()
                    .map(machine -> size(machine.heap()) + " heap, "
                            + (machine.offHeap() > 0 ? size(machine.offHeap()) + " native, " : "") + "of "
                            + size(machine.memory()))
                    .distinct()
                    .collect(Collectors.joining("; "));
            diagnosis.add(Finding.ok("memory, " + who, memory));
        } else {
            diagnosis.add(Finding.warn(
                    "memory, " + who,
                    tight,
                    "Lower the heap or spark.off-heap, or give it more: the system ends what takes too much."));
        }
    }

    private void slots(Executors executors) {
        int slots = executors.slots();
        int workers = settings.train().workers();
        diagnosis.add(
                slots < workers
                        ? Finding.warn(
                                "slots",
                                slots + " task(s) at a time, and train.workers = " + workers + ": the others wait",
                                "Give Spark more cores, or lower train.workers.")
                        : Finding.ok("slots", slots + " task(s) at a time; train.workers = " + workers));
    }

    /** Whether what the job is for fits native memory. */
    private void memory(List<Machine> machines, int slots) {
        int count = Math.max(1, machines.size());
        int tasks = Math.max(1, (slots + count - 1) / count);
        long limit = machines.stream()
                .mapToLong(Machine::offHeap)
                .filter(bytes -> bytes > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        if (isThere("train.corpus")) {
            look("memory of training", () -> MemoryNeed.ofTraining(settings, tasks, hadoop)
                    .within(limit));
        }
        for (var key : List.of("translate.model", "evaluate.model")) {
            if (isThere(key)) {
                var model = places.read().get(key);
                look("memory of translating", () -> MemoryNeed.ofTranslation(model, tasks, hadoop)
                        .within(limit));
            }
        }
    }

    /** Whether a path is given and found; that one is not, has been told. */
    private boolean isThere(String key) {
        try {
            return places.read().containsKey(key) && places.isThere(key, hadoop);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Rounded up to MiB: {@code 512m}, {@code 4g}. */
    static String size(long bytes) {
        return bytes == Long.MAX_VALUE
                ? "as much as there is"
                : new MemorySize(Math.max(1, (bytes + (1 << 20) - 1) >> 20) << 20).toString();
    }
}
