package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.translate.SavedModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The incremental job killed at random moments, also while it merges or publishes, for each kind of output: the run
 * that is left in peace ends with the table of one that nobody disturbed, and all of them together have translated at
 * most 1.2 times as many texts as there are rows, in tasks as small as the job makes them by itself.
 * {@code scripts/soak lake} kills more often; the moments follow from {@code lake.seed}.
 */
class LakeIT implements SparkTest {
    private static final int KILLS = Integer.getInteger("lake.kills", 2);
    private static final long SEED = Long.getLong("lake.seed", System.nanoTime());
    private static final Random RANDOM = new Random(SEED);
    private static final int ROWS = 1_500;
    private static final double MOST_TRANSLATED = 1.2;
    private static final Path FOLDER =
            Path.of("target/lake", UUID.randomUUID().toString()).toAbsolutePath();
    private static final List<String> MOMENTS = List.of("", "translate: merges", "translate: publishes");

    @BeforeAll
    static void start() throws IOException {
        System.err.println("lake  -Dlake.seed=" + SEED);
        Files.createDirectories(FOLDER);
        SavedModel.write(FOLDER.resolve("model"), 5);
        SparkTest.spark()
                .range(0, ROWS, 1, 3)
                .selectExpr("id", "concat('Tom loves ', if(id % 7 = 0, 'football', 'the dog'), ' ', id % 1200) as text")
                .write()
                .parquet(FOLDER.resolve("source").toString());
    }

    private static Process run(String name, String output, String format, Path memory) throws IOException {
        var warehouse = FOLDER.resolve("lake");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/java-options",
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + FOLDER,
                "-Dlog4j2.configurationFile=file:src/main/resources/log4j2.properties",
                "-Dspark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension,"
                        + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
                "-Dspark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
                "-Dspark.databricks.delta.snapshotPartitions=1",
                "-Dspark.sql.shuffle.partitions=3",
                "-Dspark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog",
                "-Dspark.sql.catalog.lake.type=hadoop",
                "-Dspark.sql.catalog.lake.warehouse=" + warehouse,
                "-cp",
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(jar -> !jar.contains("hadoop-client-minicluster"))
                        .collect(Collectors.joining(File.pathSeparator)),
                "io.sparkseq2seq.App",
                "translate",
                "spark.master=local[1]",
                "translate.format=parquet",
                "translate.input=" + FOLDER.resolve("source"),
                "translate.output-format=" + format,
                "translate.output=" + output,
                "translate.column=text",
                "translate.key=[id]",
                "translate.batch=16",
                // Keeps what each run has made.
                "translate.incremental.memory=" + memory,
                "translate.max-length=40",
                "translate.model=" + FOLDER.resolve("model")));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private static Path log(String name) {
        return FOLDER.resolve(name + ".log");
    }

    private static String output(String kind, String name) {
        return switch (kind) {
            case "iceberg" -> "lake.db." + name;
            case "delta" -> "delta.`" + FOLDER + "/" + name + "`";
            default -> FOLDER + "/" + name;
        };
    }

    private static List<String> rows(String kind, String output) {
        SparkSession spark = SparkTest.spark().newSession();
        spark.conf()
                .set("spark.sql.catalog.lake.warehouse", FOLDER.resolve("lake").toString());
        Dataset<Row> table = kind.equals("parquet") ? spark.read().parquet(output) : spark.table(output);
        return table.orderBy("id").toJSON().collectAsList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "iceberg", "delta"})
    void killedRunsEndAsIfNotKilled(String kind) throws IOException, InterruptedException {
        var format = kind.equals("parquet") ? "parquet" : "table";
        long begun = System.nanoTime();
        var calm = run(kind + "-calm", output(kind, "calm_" + kind), format, FOLDER.resolve(kind + "-calm-memory"));
        assertThat(calm.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(calm.exitValue()).as(log(kind + "-calm") + "").isZero();
        long millis = (System.nanoTime() - begun) / 1_000_000;

        var output = output(kind, "killed_" + kind);
        var memory = FOLDER.resolve(kind + "-memory");
        for (int kill = 1; kill <= KILLS; kill++) {
            var name = kind + "-" + kill;
            var process = run(name, output, format, memory);
            // Of the last ones, two when it merges or publishes.
            var moment = kill > KILLS - 2 ? MOMENTS.get(kind.equals("parquet") ? 2 : 1) : MOMENTS.get(0);
            if (moment.isEmpty()) {
                process.waitFor((long) (millis * (0.2 + 0.7 * RANDOM.nextDouble())), TimeUnit.MILLISECONDS);
            } else {
                while (process.isAlive() && !Tool.printed(log(name)).contains(moment)) {
                    Thread.sleep(5);
                }
                process.waitFor(RANDOM.nextInt(1_000), TimeUnit.MILLISECONDS);
            }
            boolean alive = process.isAlive();
            process.destroyForcibly().waitFor();
            System.err.printf("lake  %s killed%s%n", name, alive ? " " + moment : ", too late");
        }
        var last = run(kind + "-last", output, format, memory);
        assertThat(last.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(last.exitValue()).as(log(kind + "-last") + "").isZero();
        assertThat(rows(kind, output)).hasSize(ROWS).isEqualTo(rows(kind, output(kind, "calm_" + kind)));

        var tasks = staged(memory);
        long kept = tasks.stream().mapToLong(Long::longValue).sum();
        // A run has one core, so a kill costs one task at most.
        long lost = KILLS * Collections.max(tasks);
        System.err.printf(
                "lake  %s: %d texts staged by all runs, %d lost at most, of %d rows%n", kind, kept, lost, ROWS);
        assertThat(kept + lost).isLessThanOrEqualTo((long) (MOST_TRANSLATED * ROWS));
    }

    /** Texts that each task of all runs has translated and staged. */
    private static List<Long> staged(Path memory) {
        return SparkTest.spark()
                .read()
                .option("recursiveFileLookup", true)
                .option("pathGlobFilter", "part-*.parquet")
                .parquet(memory.toString())
                .groupBy(functions.input_file_name())
                .count()
                .collectAsList()
                .stream()
                .map(row -> row.getLong(1))
                .toList();
    }
}
