package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages a small corpus in many ways, drawn from a seed. Opened and checked as training and evaluation do, it must be
 * refused in one line, or give the same pairs: {@code mvn test -Dtest=CorpusFuzzTest -Dfuzz.cases=300}.
 */
class CorpusFuzzTest implements SparkTest {
    private static final int CASES = Integer.getInteger("fuzz.cases", 40);
    private static final long SEED = Long.getLong("fuzz.seed", 17);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();
    private Random random;

    /** Damages the corpus in a folder, and says how; it may fail where there is nothing to damage. */
    private interface Mutation {
        String apply(Path corpus) throws IOException;
    }

    private final Map<String, Mutation> mutations = new TreeMap<>(Map.ofEntries(
            Map.entry("flip bits", corpus -> flip(anyFile(corpus), 1 + random.nextInt(3))),
            Map.entry("flip a bit of a part", corpus -> flip(anyPart(corpus), 1)),
            Map.entry("flip a bit of the manifest", corpus -> flip(corpus.resolve("manifest.json"), 1)),
            Map.entry("truncate", corpus -> truncate(anyFile(corpus))),
            Map.entry("remove a file", corpus -> remove(anyFile(corpus))),
            Map.entry("remove a folder", corpus -> removeFolder(corpus.resolve(anySet()))),
            Map.entry("garbage part", corpus -> garbage(anyPart(corpus))),
            Map.entry(
                    "extra part",
                    corpus -> copy(anyPart(corpus), anyPart(corpus).resolveSibling("part-09999.parquet"))),
            Map.entry("another part's bytes", corpus -> copy(anyPart(corpus), anyPart(corpus))),
            Map.entry("a part of another corpus", corpus -> copy(anyPart(folder.resolve("other")), anyPart(corpus))),
            Map.entry("a foreign table", corpus -> copy(folder.resolve("foreign.parquet"), anyPart(corpus))),
            Map.entry("subwords exchanged", this::exchangeSubwords),
            Map.entry("subwords of another corpus", this::otherSubwords),
            Map.entry("two lines of the subwords exchanged", this::exchangeLines),
            Map.entry(
                    "manifest of another corpus",
                    corpus -> copy(folder.resolve("other/manifest.json"), corpus.resolve("manifest.json"))),
            Map.entry("a number of the manifest", this::editNumber),
            Map.entry("a null in the manifest", this::editNull),
            Map.entry("a line of the manifest left out", this::leaveOut)));

    @Test
    void aDamagedCorpusIsRefusedInOneLineOrReadAsItWas() throws IOException {
        make("corpus", 0);
        make("other", 40);
        spark.range(50).write().parquet(folder.resolve("table").toString());
        copy(anyParquet(folder.resolve("table")), folder.resolve("foreign.parquet"));
        var whole = pairs(folder.resolve("corpus"));
        var names = List.copyOf(mutations.keySet());
        var outcomes = new HashMap<String, Integer>();
        for (int i = 0; i < CASES; i++) {
            random = new Random(SEED + i);
            var name = names.get(i % names.size());
            var copy = folder.resolve("copy");
            removeFolder(copy);
            copyFolder(folder.resolve("corpus"), copy, random.nextInt(4) == 0);
            var what = "case " + i + ": " + name + ", " + mutations.get(name).apply(copy);
            long started = System.nanoTime();
            String outcome;
            try {
                assertThat(pairs(copy)).as(what).isEqualTo(whole);
                outcome = "read as it was";
            } catch (UserException e) {
                assertThat(e.getMessage()).as(what).doesNotContain("\n").contains(copy.toString());
                outcome = "refused";
            } catch (RuntimeException e) {
                throw new AssertionError(what, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).as(what).isLessThan(LONGEST);
            outcomes.merge(outcome, 1, Integer::sum);
        }
        assertThat(outcomes.get("refused")).as(outcomes.toString()).isGreaterThan(CASES / 2);
        System.out.println("corpora damaged: " + CASES + ", " + outcomes);
    }

    private void make(String name, int from) throws IOException {
        var source = IntStream.range(from, from + 80).mapToObj(i -> "Tom has " + i + " dogs and " + i % 7 + " cats.");
        var target = IntStream.range(from, from + 80).mapToObj(i -> "汤姆有" + i + "只狗和" + i % 7 + "只猫。");
        Files.write(folder.resolve("source"), source.toList());
        Files.write(folder.resolve("target"), target.toList());
        PreprocessJob.run(
                spark,
                Settings.load(
                        Optional.empty(),
                        List.of(
                                "preprocess.source=" + folder.resolve("source"),
                                "preprocess.target=" + folder.resolve("target"),
                                "preprocess.output=" + folder.resolve(name),
                                "preprocess.shards=3",
                                "preprocess.holdout.valid=10",
                                "preprocess.holdout.test=10",
                                "preprocess.subwords.joint=false",
                                "preprocess.subwords.vocabulary-size=300")));
    }

    /** As text: what ids mean counts, too. */
    private List<String> pairs(Path path) {
        var corpus = Corpus.open(path.toString(), new Configuration());
        corpus.check(spark, "train", "valid", "test");
        var pairs = new ArrayList<String>();
        for (var set : Corpus.SETS) {
            long count = corpus.manifest().sets().get(set).pairs();
            var rows = corpus.read(spark, set).orderBy("id").collectAsList();
            assertThat(rows).hasSize((int) count);
            for (var row : rows) {
                pairs.add(set + row.getLong(0) + corpus.sourceSubwords().decode(ids(row.getList(1))) + " | "
                        + corpus.targetSubwords().decode(ids(row.getList(2))));
            }
        }
        return pairs;
    }

    private static int[] ids(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private String anySet() {
        return List.of("train", "train", "valid", "test").get(random.nextInt(4));
    }

    private Path anyPart(Path corpus) throws IOException {
        return any(files(corpus.resolve(anySet())));
    }

    private static Path anyParquet(Path table) throws IOException {
        return files(table).stream()
                .filter(file -> file.toString().endsWith(".parquet"))
                .findFirst()
                .orElseThrow();
    }

    private Path anyFile(Path corpus) throws IOException {
        return random.nextInt(3) == 0
                ? corpus.resolve(List.of("manifest.json", "subwords.source", "subwords.target")
                        .get(random.nextInt(3)))
                : anyPart(corpus);
    }

    private Path any(List<Path> paths) {
        return paths.get(random.nextInt(paths.size()));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private String flip(Path file, int bits) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bits; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, bytes);
        return file.toString();
    }

    private String truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        return file.toString();
    }

    private static String remove(Path file) throws IOException {
        Files.delete(file);
        return file.toString();
    }

    private static String removeFolder(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var files = Files.walk(path)) {
                for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
        return path.toString();
    }

    private String garbage(Path file) throws IOException {
        byte[] bytes = new byte[(int) Files.size(file)];
        random.nextBytes(bytes);
        Files.write(file, bytes);
        return file.toString();
    }

    private static String copy(Path from, Path to) throws IOException {
        if (!from.equals(to)) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return from + " to " + to;
    }

    /** @param withSums with Hadoop's .crc files, which notice changes of the local disk on their own */
    private static void copyFolder(Path from, Path to, boolean withSums) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                if (withSums || !file.toString().endsWith(".crc")) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }

    private String exchangeSubwords(Path corpus) throws IOException {
        var source = corpus.resolve("subwords.source");
        byte[] bytes = Files.readAllBytes(source);
        Files.write(source, Files.readAllBytes(corpus.resolve("subwords.target")));
        Files.write(corpus.resolve("subwords.target"), bytes);
        return "";
    }

    private String otherSubwords(Path corpus) throws IOException {
        var name = random.nextBoolean() ? "subwords.source" : "subwords.target";
        return copy(folder.resolve("other").resolve(name), corpus.resolve(name));
    }

    private String exchangeLines(Path corpus) throws IOException {
        var file = corpus.resolve("subwords.target");
        var lines = new ArrayList<>(Files.readAllLines(file));
        int line = 6 + random.nextInt(10);
        Collections.swap(lines, line, line + 1);
        Files.write(file, lines);
        return "line " + line;
    }

    private String editNumber(Path corpus) {
        return editLine(corpus, " : [0-9]+", " : " + random.nextInt(1000));
    }

    private String editNull(Path corpus) {
        return editLine(corpus, " : [^{\\[]+", " : null");
    }

    private String leaveOut(Path corpus) {
        return editLine(corpus, ".+", "");
    }

    /** In a line of the manifest that has it. */
    private String editLine(Path corpus, String pattern, String replacement) {
        var file = corpus.resolve("manifest.json");
        try {
            var lines = new ArrayList<>(List.of(Files.readString(file).split("\n")));
            var fitting = IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).matches(".*" + pattern + ".*"))
                    .toArray();
            int line = fitting[random.nextInt(fitting.length)];
            var comma = lines.get(line).endsWith(",") && !replacement.isEmpty() ? "," : "";
            var edited = lines.get(line).replaceFirst(",$", "").replaceFirst(pattern, replacement) + comma;
            lines.set(line, edited);
            Files.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return "line " + (line + 1) + ": " + edited;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
