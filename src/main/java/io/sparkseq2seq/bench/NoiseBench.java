package io.sparkseq2seq.bench;

import io.sparkseq2seq.bench.CleaningRun.Text;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.text.Normalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * A clean corpus of which a share is broken in eight known ways, cleaned by the preset {@code conf/clean.conf} and by
 * the default rules of other tools as far as our rules can say them: how much of each kind is found, and how many clean
 * pairs are lost. A broken pair is found when it is dropped, or mended to what it was.
 */
final class NoiseBench {
    private static final int SEED = 8;

    /** The default rules of others, in our words, as their settings files give them; thresholds are theirs. */
    private static final Map<String, List<String>> OTHERS = new LinkedHashMap<>();

    static {
        // default.filters.json of Mozilla's pipeline: words are counted by characters here.
        OTHERS.put(
                "mozilla",
                List.of(
                        "preprocess.repair=[entities]",
                        "preprocess.filters=[{characters{max=1000}},{ratio{max=2,shortest=1}},{longest-word{max=150}},"
                                + "{letters{min=0.5,shortest=1}},{numbers{min=1}},addresses,LANGUAGE]"));
        // OpusFilter's defaults of its filters.
        OTHERS.put(
                "opusfilter",
                List.of(
                        "preprocess.repair=[tags]",
                        "preprocess.filters=[{characters{max=1000}},{ratio{max=3,shortest=1}},{longest-word{max=40}},"
                                + "{letters{min=0.75,shortest=1}},{numbers{min=0.5}},{copied{likeness=0.9,shortest=1}},"
                                + "{repetition{max=2,shortest=3}},LANGUAGE]"));
    }

    private final List<Text> clean;
    private final List<Text> test;
    private final List<String> foreign;
    private final String[] languages;
    private final double share;
    private final int workers;
    private final Path folder;

    private record Noisy(List<Text> pairs, Map<Integer, Corruption> kinds) {}

    /**
     * @param test a file of the test set's sources, and one of its targets
     * @param foreign a file of sentences in a third language
     * @param languages of source and target, such as {@code en,de}
     * @param share of pairs to break
     */
    NoiseBench(
            Path source,
            Path target,
            List<Path> test,
            Path foreign,
            String languages,
            double share,
            int workers,
            Path folder)
            throws IOException {
        this.clean = pairs(source, target);
        this.test = pairs(test.get(0), test.get(1));
        this.foreign = lines(foreign);
        this.languages = languages.split(",");
        this.share = share;
        this.workers = workers;
        this.folder = folder;
    }

    /** The lines of a file that are not blank. */
    static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    }

    /** The pairs of two files of lines. */
    static List<Text> pairs(Path source, Path target) throws IOException {
        var sources = Files.readAllLines(source);
        var targets = Files.readAllLines(target);
        return IntStream.range(0, sources.size())
                .mapToObj(i -> new Text(
                        Normalizer.PLAIN.normalize(sources.get(i)), Normalizer.PLAIN.normalize(targets.get(i))))
                .toList();
    }

    JobSummary run() throws IOException {
        var noisy = noisy();
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("test.source"), test.stream().map(Text::source).toList());
        Files.write(
                folder.resolve("test.target"), test.stream().map(Text::target).toList());
        var summary =
                new JobSummary("bench noise").put("pairs", noisy.pairs.size()).put("broken", noisy.kinds.size());
        try (var spark = CleaningRun.session(workers, folder)) {
            report(summary.section("conf/clean.conf"), noisy, ours(spark, noisy), "ours");
            for (var other : OTHERS.entrySet()) {
                var run = theirs(spark, noisy, other.getKey(), other.getValue());
                report(summary.section(other.getKey()), noisy, run, other.getKey());
            }
        }
        return summary;
    }

    /** Each pair is broken or not by its own part of the seed. */
    private Noisy noisy() {
        var pairs = new ArrayList<Text>();
        var kinds = new TreeMap<Integer, Corruption>();
        var before = new ArrayList<Text>();
        for (int i = 0; i < clean.size(); i++) {
            var random = new SplittableRandom(SEED * 1_000_003L + i);
            var pair = clean.get(i);
            if (random.nextDouble() < share && before.size() > 100) {
                var kind = Corruption.values()[random.nextInt(Corruption.values().length)];
                var broken = kind.of(pair, before, test, foreign, random);
                if (!broken.equals(pair)) {
                    kinds.put(i, kind);
                    pair = broken;
                }
            }
            if (!kinds.containsKey(i)) {
                before.add(pair);
            }
            pairs.add(pair);
        }
        return new Noisy(pairs, kinds);
    }

    private CleaningRun ours(SparkSession spark, Noisy noisy) throws IOException {
        var conf = folder.resolve("noise.conf");
        Files.writeString(
                conf,
                "include classpath(\"conf/clean.conf\")\npreprocess.filters = ${preprocess.filters} [ " + language()
                        + " ]\n");
        return CleaningRun.of(
                spark,
                noisy.pairs,
                folder.resolve("ours"),
                Optional.of(conf.toString()),
                List.of(
                        "preprocess.test.source=" + folder.resolve("test.source"),
                        "preprocess.test.target=" + folder.resolve("test.target")));
    }

    private CleaningRun theirs(SparkSession spark, Noisy noisy, String name, List<String> rules) throws IOException {
        return CleaningRun.of(
                spark,
                noisy.pairs,
                folder.resolve(name),
                Optional.empty(),
                rules.stream().map(rule -> rule.replace("LANGUAGE", language())).toList());
    }

    private String language() {
        return "{language{source=" + languages[0] + ",target=" + languages[1] + "}}";
    }

    /** Adds what was found; pairs that were not, and clean ones that were lost, go to a file beside. */
    private void report(JobSummary summary, Noisy noisy, CleaningRun run, String name) throws IOException {
        var wrong = new ArrayList<String>();
        var made = new EnumMap<Corruption, Integer>(Corruption.class);
        var found = new EnumMap<Corruption, Integer>(Corruption.class);
        var lost = new TreeMap<String, Integer>();
        int cleanPairs = 0;
        for (int i = 0; i < noisy.pairs.size(); i++) {
            var kind = noisy.kinds.get(i);
            var kept = run.kept().get((long) i);
            if (kind != null) {
                made.merge(kind, 1, Integer::sum);
                boolean isFound = kept == null || kept.equals(clean.get(i));
                found.merge(kind, isFound ? 1 : 0, Integer::sum);
                if (!isFound) {
                    wrong.add(line("not found: " + kind.title(), noisy.pairs.get(i)));
                }
            } else {
                cleanPairs++;
                if (kept == null) {
                    var verdict = run.dropped().get((long) i);
                    var reason = verdict == null ? "duplicate" : verdict.reason();
                    lost.merge(reason, 1, Integer::sum);
                    if (!isRepeated(reason)) {
                        wrong.add(line("lost: " + reason, noisy.pairs.get(i)));
                    }
                }
            }
        }
        Files.write(folder.resolve(name + "-wrong.tsv"), wrong);
        var shares = summary.section("found");
        made.forEach((kind, number) -> shares.put(kind.title(), share(found.get(kind), number)));
        int repeated = lost.entrySet().stream()
                .filter(reason -> isRepeated(reason.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int all = lost.values().stream().mapToInt(Integer::intValue).sum();
        summary.put("clean pairs", cleanPairs)
                .put("clean pairs lost", share(all - repeated, cleanPairs))
                .put("clean pairs that repeat others or the test set", share(repeated, cleanPairs))
                .put("seconds", run.seconds());
        var reasons = summary.section("clean pairs by reason");
        lost.forEach(reasons::put);
    }

    private static String line(String what, Text pair) {
        return String.join("\t", what, pair.source(), pair.target());
    }

    /** A clean corpus has repeated pairs of its own, and pairs of its test set; to drop them is no loss. */
    private static boolean isRepeated(String reason) {
        return reason.contains("duplicate") || reason.contains(" set");
    }

    private static String share(int part, int all) {
        return String.format(Locale.ROOT, "%.2f %% of %,d", 100.0 * part / Math.max(1, all), all);
    }
}
