package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.translate.TranslateJob;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Translates rows in several ways by the translate job, two tasks at a time, in a process of its own: the number of
 * compute threads is fixed in one.
 */
final class TranslationRuns {
    private TranslationRuns() {}

    /**
     * Runs ways of one number of threads. Of each, a file of its name gets a line for each row: source, translation and
     * the bits of the log-probability, tabs between them.
     *
     * @param folder with {@code given.txt}, {@code sorted.txt} and {@code shuffled.txt}; for the results, too
     * @param model its folder
     * @param overrides more settings {@code translate.…=…}
     */
    static void start(List<Way> ways, Path folder, String model, List<String> overrides)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-X"))
                .toList());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), TranslationRuns.class.getName()));
        line.addAll(List.of(folder.toString(), model, String.join(" ", overrides)));
        ways.forEach(way -> line.add(way.toString()));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        var threads = String.valueOf(ways.get(0).threads());
        builder.environment().put("OMP_NUM_THREADS", threads);
        builder.environment().put("OPENBLAS_NUM_THREADS", threads);
        var log = folder.resolve("threads-" + threads + ".log");
        var process = builder.redirectOutput(log.toFile()).start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("The translations ended with " + process.exitValue() + ": " + log);
            }
        } finally {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }

    /** Folder, model, settings, then names of ways. */
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var spark = SparkSession.builder()
                .master("local[2]")
                .appName("invariance")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .getOrCreate();
        try {
            for (var name : List.of(arguments).subList(3, arguments.length)) {
                translate(spark, Way.of(name), folder, arguments[1], arguments[2]);
            }
        } finally {
            spark.stop();
        }
    }

    private static void translate(SparkSession spark, Way way, Path folder, String model, String overrides)
            throws IOException {
        var output = folder.resolve(way + ".parquet").toString();
        var settings = new ArrayList<String>();
        if (!overrides.isEmpty()) {
            settings.addAll(List.of(overrides.split(" ")));
        }
        settings.addAll(List.of(
                "translate.model=" + model,
                "translate.input=" + folder.resolve(input(way)),
                "translate.output=" + output,
                "translate.output-format=parquet",
                "translate.overwrite=true",
                "translate.precision=" + way.precision(),
                "translate.batch=" + way.batch(),
                "translate.partitions=" + way.partitions()));
        TranslateJob.run(spark, Settings.load(Optional.empty(), settings));
        var lines = spark.read()
                .parquet(output)
                .select("source", "translation", "translation_score")
                .collectAsList();
        Files.write(
                folder.resolve(way.toString()),
                lines.stream().map(TranslationRuns::line).toList(),
                StandardCharsets.UTF_8);
    }

    /** The file of the rows. */
    static String input(Way way) {
        return way.order().name().toLowerCase(Locale.ROOT) + ".txt";
    }

    private static String line(Row row) {
        var bits = row.isNullAt(2) ? "failed" : Long.toHexString(Double.doubleToRawLongBits(row.getDouble(2)));
        return row.getString(0) + "\t" + row.getString(1) + "\t" + bits;
    }
}
