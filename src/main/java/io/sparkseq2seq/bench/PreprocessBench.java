package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The preprocess job over many pairs, beside the least that any job does: Spark alone reads the same pairs as TSV and
 * writes them as Parquet.
 *
 * <p>The pairs are those of a real corpus, some joined two and two, with invented names and numbers, so that distinct
 * words grow with the text. A pair depends on its number alone.
 */
final class PreprocessBench {
    private static final String[] SYLLABLES = {
        "ba", "ko", "ri", "sel", "mun", "ta", "ver", "no", "dal", "fi", "gor", "hes", "jo", "lim", "pa", "quen", "zu"
    };

    /** What is measured. */
    record Case(Path source, Path target, long pairs, int workers, boolean clean, List<String> settings) {}

    private final Case options;
    private final Path folder;

    PreprocessBench(Case options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    JobSummary run() throws IOException {
        delete(folder);
        Files.createDirectories(folder);
        var spark = CleaningRun.session(options.workers, folder);
        try {
            return run(spark);
        } finally {
            spark.stop();
            delete(folder);
        }
    }

    private JobSummary run(SparkSession spark) throws IOException {
        var text = folder.resolve("text").toString();
        generate(spark, text);
        long bytes = size(folder.resolve("text"));
        double before = plain(spark, text);
        double seconds = job(spark, text);
        double after = plain(spark, text);
        double plain = (before + after) / 2;
        return new JobSummary("bench preprocess")
                .put("pairs", options.pairs)
                .put("bytes", bytes)
                .put("rules", options.clean ? "clean.conf and language" : "default")
                .put("seconds", seconds)
                .put("plain seconds", plain)
                .put("plain before", before)
                .put("plain after", after)
                .put("ratio", seconds / plain)
                .put("resident mib", LakeBench.resident());
    }

    private void generate(SparkSession spark, String output) throws IOException {
        var sources = Files.readAllLines(options.source);
        var targets = Files.readAllLines(options.target);
        if (sources.size() != targets.size()) {
            throw new IllegalArgumentException(options.source + " and " + options.target + " differ in lines");
        }
        long names = Math.max(1, options.pairs / 5);
        spark.range(0, options.pairs, 1, 16)
                .map((MapFunction<Long, String>) number -> line(number, sources, targets, names), Encoders.STRING())
                .write()
                .mode(SaveMode.Overwrite)
                .text(output);
    }

    private static String line(long number, List<String> sources, List<String> targets, long names) {
        long hash = mixed(number);
        int first = (int) Long.remainderUnsigned(hash, sources.size());
        var source = new StringBuilder(sources.get(first));
        var target = new StringBuilder(targets.get(first));
        long kind = Long.remainderUnsigned(mixed(hash), 10);
        if (kind < 2) {
            int second = (int) Long.remainderUnsigned(mixed(hash + 1), sources.size());
            source.append(' ').append(sources.get(second));
            target.append(' ').append(targets.get(second));
        } else if (kind < 6) {
            var name = name(Long.remainderUnsigned(mixed(hash + 2), names));
            source.append(' ').append(name).append('.');
            target.append(' ').append(name).append('.');
        } else if (kind < 8) {
            long count = Long.remainderUnsigned(mixed(hash + 3), 100_000);
            source.append(' ').append(count).append('.');
            target.append(' ').append(count).append('.');
        }
        return source.toString().replace('\t', ' ') + "\t" + target.toString().replace('\t', ' ');
    }

    private static String name(long number) {
        var name = new StringBuilder();
        for (long rest = number + SYLLABLES.length; rest > 0; rest /= SYLLABLES.length) {
            name.append(SYLLABLES[(int) (rest % SYLLABLES.length)]);
        }
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** SplitMix64. */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** Seconds that Spark alone takes. */
    private double plain(SparkSession spark, String text) {
        long start = System.nanoTime();
        spark.read()
                .schema("source string, target string")
                .option("sep", "\t")
                .option("quote", "")
                .csv(text)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.resolve("plain").toString());
        return (System.nanoTime() - start) / 1e9;
    }

    private double job(SparkSession spark, String text) throws IOException {
        var all = new ArrayList<>(List.of(
                "preprocess.format=tsv",
                "preprocess.input=" + text,
                "preprocess.output=" + folder.resolve("corpus"),
                "preprocess.subwords.vocabulary-size=32000"));
        all.addAll(options.settings);
        Optional<String> conf = Optional.empty();
        if (options.clean) {
            var file = folder.resolve("clean.conf");
            Files.writeString(
                    file,
                    "include classpath(\"conf/clean.conf\")\n"
                            + "preprocess.filters = ${preprocess.filters} [ { language { source = en, target = de } } ]\n");
            conf = Optional.of(file.toString());
        }
        long start = System.nanoTime();
        System.err.println(PreprocessJob.run(spark, Settings.load(conf, all)));
        return (System.nanoTime() - start) / 1e9;
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
