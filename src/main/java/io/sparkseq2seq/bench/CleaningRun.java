package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One run of the preprocess job over pairs of two files of lines, and what became of each pair, by its line's number.
 *
 * @param kept texts of the pairs that stay, as the corpus has them
 * @param dropped the others, repeated pairs aside, whose ids nobody writes down
 */
record CleaningRun(Map<Long, Text> kept, Map<Long, Verdict> dropped, double seconds) {
    /** Both sides of a pair. */
    record Text(String source, String target) {}

    /**
     * Why a pair was dropped.
     *
     * @param of the id of the pair that stays in its place, or that it gives away; null: none
     */
    record Verdict(String reason, Long of) {}

    /** A session on this machine. */
    static SparkSession session(int workers, Path folder) {
        return SparkSession.builder()
                .master("local[" + workers + "]")
                .appName("cleaning")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 16)
                .config("spark.local.dir", folder.resolve("local").toString())
                .config("spark.log.level", "WARN")
                .getOrCreate();
    }

    /**
     * Cleans, and holds nothing out but what the settings give.
     *
     * @param conf a file of settings, if any
     * @param settings over it
     */
    static CleaningRun of(
            SparkSession spark, List<Text> pairs, Path folder, Optional<String> conf, List<String> settings)
            throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("source"), pairs.stream().map(Text::source).toList());
        Files.write(folder.resolve("target"), pairs.stream().map(Text::target).toList());
        var output = folder.resolve("corpus").toString();
        var all = new ArrayList<>(List.of(
                "preprocess.source=" + folder.resolve("source"),
                "preprocess.target=" + folder.resolve("target"),
                "preprocess.output=" + output,
                "preprocess.overwrite=true",
                "preprocess.holdout.valid=0",
                "preprocess.holdout.test=0",
                "preprocess.rejected.max-share=1"));
        all.addAll(settings);
        long start = System.nanoTime();
        JobSummary summary = PreprocessJob.run(spark, Settings.load(conf, all));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.println(summary);
        var kept = new HashMap<Long, Text>();
        var corpus = Corpus.open(output, new Configuration());
        for (Row row : corpus.read(spark, "train").collectAsList()) {
            kept.put(
                    row.getLong(0),
                    new Text(
                            corpus.sourceSubwords().decode(ids(row.getList(1))),
                            corpus.targetSubwords().decode(ids(row.getList(2)))));
        }
        return new CleaningRun(kept, dropped(spark, output), seconds);
    }

    private static int[] ids(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Map<Long, Verdict> dropped(SparkSession spark, String output) {
        var dropped = new HashMap<Long, Verdict>();
        if (Files.exists(Path.of(output, "dropped"))) {
            var rows = spark.read().parquet(output + "/dropped").select("id", "reason", "of");
            for (Row row : rows.collectAsList()) {
                dropped.put(row.getLong(0), new Verdict(row.getString(1), row.isNullAt(2) ? null : row.getLong(2)));
            }
        }
        return dropped;
    }
}
