package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.lake.LakeJob;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.DocumentTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * The incremental job over an Iceberg table of many short rows, three runs: all rows; nothing new; one row of a hundred
 * new, one changed, one deleted. Its rate stands beside that of the translator alone on the same texts, taken before
 * and after.
 */
final class LakeBench {
    private static final String SOURCE = "lake.bench.captions";
    private static final String OUTPUT = "lake.bench.captions_translated";
    /** Of the rows, whose text stands in a row before them. */
    private static final double REPEATED = 0.3;

    private static final int SAMPLE = 2_000;

    private final String model;
    private final List<String> captions;
    private final int rows;
    private final List<String> overrides;
    private final Path folder;
    private final int workers;

    /**
     * @param model a trained one's folder
     * @param text a file of captions, which are varied
     */
    LakeBench(String model, Path text, int rows, int workers, List<String> overrides, Path folder) throws IOException {
        this.model = model;
        this.captions = Files.readAllLines(text);
        this.rows = rows;
        this.workers = workers;
        this.overrides = overrides;
        this.folder = folder;
    }

    JobSummary run() throws IOException {
        delete(folder);
        var spark = SparkSession.builder()
                .master("local[" + workers + "]")
                .appName("lake")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 16)
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config("spark.local.dir", folder.resolve("local").toString())
                .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.lake.type", "hadoop")
                .config(
                        "spark.sql.catalog.lake.warehouse",
                        folder.resolve("lake").toString())
                .getOrCreate();
        try {
            return run(spark);
        } finally {
            spark.stop();
        }
    }

    private JobSummary run(SparkSession spark) {
        spark.sql("CREATE TABLE " + SOURCE + " (id bigint NOT NULL, text string, topic string) USING iceberg");
        long distinct = Math.round(rows * (1 - REPEATED));
        insert(spark, 0, rows, distinct, 0);
        double before = engine();
        var first = translate();
        double after = engine();
        var second = translate();
        int changed = Math.max(1, rows / 100);
        insert(spark, rows, rows + changed, rows, 1);
        spark.sql("DELETE FROM " + SOURCE + " WHERE id < " + changed);
        spark.sql("UPDATE " + SOURCE + " SET text = concat(text, ' again') WHERE id >= " + changed + " AND id < "
                + 2 * changed);
        var third = translate();
        double seconds = first.seconds;
        double rate = distinct / seconds;
        double engine = (before + after) / 2;
        return new JobSummary("bench lake")
                .put("rows", rows)
                .put("distinct", distinct)
                .put("seconds", seconds)
                .put("sentences per second", rate)
                .put("engine sentences per second", engine)
                .put("engine before", before)
                .put("engine after", after)
                .put("ratio", rate / engine)
                .put("resident mib", resident())
                .put("translated", first.translated)
                .put("second run seconds", second.seconds)
                .put("second run translated", second.translated)
                .put("third run seconds", third.seconds)
                .put("third run translated", third.translated);
    }

    private record Run(double seconds, long translated) {}

    private Run translate() {
        long start = System.nanoTime();
        var all = new ArrayList<>(List.of(
                "translate.format=table",
                "translate.output-format=table",
                "translate.input=" + SOURCE,
                "translate.output=" + OUTPUT,
                "translate.column=text",
                "translate.key=[id]",
                "translate.model=" + model));
        all.addAll(overrides);
        var summary = LakeJob.run(SparkSession.active(), Settings.load(Optional.empty(), all));
        System.err.println(summary);
        return new Run((System.nanoTime() - start) / 1e9, ((Number) summary.get("translated")).longValue());
    }

    /** Adds rows whose texts are those of numbers below {@code distinct}, each once and then again. */
    private void insert(SparkSession spark, long from, long to, long distinct, int round) {
        var texts = IntStream.range((int) from, (int) to)
                .mapToObj(i -> new Caption(
                        i,
                        text(i < distinct ? i : Math.floorMod(i * 0x9E3779B97F4A7C15L, distinct), round),
                        "t" + i % 7));
        var rows = texts.toList();
        for (int i = 0; i < rows.size(); i += 100_000) {
            try {
                spark.createDataFrame(rows.subList(i, Math.min(rows.size(), i + 100_000)), Caption.class)
                        .selectExpr("id", "text", "topic")
                        .writeTo(SOURCE)
                        .append();
            } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A caption with a number of its own in it. */
    private String text(long number, int round) {
        var caption = captions.get((int) (number % captions.size())).replaceFirst("[.!?\\s]+$", "");
        return caption + (round == 0 ? " in picture " : " in new picture ") + number + ".";
    }

    /** A row. */
    public static final class Caption {
        private final long id;
        private final String text;
        private final String topic;

        Caption(long id, String text, String topic) {
            this.id = id;
            this.text = text;
            this.topic = topic;
        }

        public long getId() {
            return id;
        }

        public String getText() {
            return text;
        }

        public String getTopic() {
            return topic;
        }
    }

    /** Sentences a second of translators alone, one a thread, in chunks as tasks have them. */
    private double engine() {
        var settings = Settings.load(Optional.empty(), overrides).translate();
        var hadoop = new Configuration();
        try (var loaded = TranslationModel.load(model, hadoop)) {
            var parts = IntStream.range(0, workers)
                    .mapToObj(worker -> IntStream.range(0, SAMPLE)
                            .mapToObj(i -> text((long) worker * SAMPLE + i, 2))
                            .sorted(Comparator.comparingInt(String::length).reversed())
                            .toList())
                    .toList();
            var translator = DocumentTranslator.of(loaded, settings, new Configuration());
            parts.parallelStream().forEach(part -> translator.translate(part.subList(0, 200)));
            long start = System.nanoTime();
            var threads = parts.stream()
                    .map(part -> new Thread(() -> translator.translate(part)))
                    .toList();
            threads.forEach(Thread::start);
            for (var thread : threads) {
                thread.join();
            }
            return workers * SAMPLE / ((System.nanoTime() - start) / 1e9);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The most memory that the process has had, in MiB. */
    static long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
    }
}
