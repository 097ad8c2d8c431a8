package io.sparkseq2seq.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkseq2seq.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Parallel text in which each stage of preprocess finds something to drop, the settings that have all stages on, and
 * what a corpus of it holds.
 *
 * @param folder with the text, and for corpora
 */
record NoisyCorpus(Path folder) {
    /** Steps at which a job may be killed: others follow that take their time. */
    static final List<String> STEPS = List.of(
            "read",
            "filter",
            "deduplicate",
            "unusual lengths",
            "boilerplate",
            "near duplicates",
            "drop held-out pairs",
            "split",
            "learn alignment");

    /** What is dropped from it, at least. */
    static final List<String> REASONS =
            List.of("other numbers", "duplicate", "unusual lengths", "boilerplate as source", "nearly a duplicate");

    private static final int PAIRS = 1_200;

    static NoisyCorpus write(Path folder) throws IOException {
        var source = lines("en");
        var target = lines("zh");
        for (int i = 0; i < PAIRS; i++) {
            switch (i % 20) {
                case 3 -> target.set(i, target.get((i + 611) % PAIRS));
                case 5 -> {
                    source.set(i, source.get(i) + " 12");
                    target.set(i, target.get(i) + "34");
                }
                case 7 -> target.set(i, target.get(i).substring(0, 2));
                case 9 -> source.set(i, "Page " + i + " of this book");
                case 11 -> {
                    source.set(i, source.get(i - 1));
                    target.set(i, target.get(i - 1));
                }
                case 13 -> {
                    source.set(i, source.get(i - 1).toUpperCase(Locale.ROOT) + "!");
                    target.set(i, target.get(i - 1) + "！");
                }
                default -> {
                    // As it is.
                }
            }
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve("noisy.en"), source);
        Files.write(folder.resolve("noisy.zh"), target);
        return new NoisyCorpus(folder);
    }

    private static List<String> lines(String side) throws IOException {
        return new ArrayList<>(
                Files.readAllLines(Path.of("data-samples/train." + side)).subList(0, PAIRS));
    }

    /** The command, with all stages on. */
    String[] preprocess(String name) {
        return new String[] {
            "preprocess",
            "preprocess.source=" + folder.resolve("noisy.en"),
            "preprocess.target=" + folder.resolve("noisy.zh"),
            "preprocess.output=" + folder.resolve(name),
            "preprocess.repair=[mojibake,entities,tags]",
            "preprocess.filters=[damaged,ratio,numbers,{lengths {deviations = 4}},alignment,tokens]",
            "preprocess.boilerplate.max=3",
            "preprocess.near-duplicates.similarity=0.8",
            "preprocess.leaks.similarity=0.8",
            "preprocess.holdout.valid=20",
            "preprocess.holdout.test=20",
            "preprocess.rejected.samples=5",
            "preprocess.subwords.algorithm=unigram",
            "preprocess.subwords.vocabulary-size=900",
            "preprocess.shards=2"
        };
    }

    /** The same settings as a job on the cluster of the tests has. */
    Settings settings(String name) {
        var settings = new ArrayList<>(List.of(preprocess(name)));
        settings.set(0, "spark.shared-disk=true");
        settings.addAll(List.of("spark.memory=1g", "spark.off-heap=1g"));
        return Settings.load(Optional.empty(), settings);
    }

    /**
     * All bytes of a corpus by the names of their files, but for its name, for what tells the time, and for the order
     * in which the footers of Parquet list encodings, and so the digests of these files: each JVM has an order of its
     * own.
     */
    Map<String, String> contents(String name) throws IOException {
        var corpus = folder.resolve(name);
        try (Stream<Path> files = Files.walk(corpus)) {
            var contents = new TreeMap<String, String>();
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().matches("_seq2seq\\.json|\\..*\\.crc"))
                    .forEach(file -> contents.put(corpus.relativize(file).toString(), content(file, corpus)));
            return contents;
        }
    }

    private static String content(Path file, Path corpus) {
        try {
            var bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".parquet")) {
                // It ends with the footer, its length in four bytes, and four letters.
                int footer =
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 2 * Integer.BYTES);
                Arrays.sort(bytes, bytes.length - 2 * Integer.BYTES - footer, bytes.length);
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
            var text = new String(bytes, StandardCharsets.UTF_8).replace(corpus.toString(), "CORPUS");
            return switch (file.getFileName().toString()) {
                case "manifest.json" -> manifest((ObjectNode) new ObjectMapper().readTree(text));
                case "report.html" -> text.replaceAll("[0-9.,]+ (ms|s|min|h|pairs/s)\\b", "TIME");
                default -> text;
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String manifest(ObjectNode manifest) {
        manifest.put("seconds", 0);
        manifest.path("steps").forEach(step -> ((ObjectNode) step).put("seconds", 0));
        manifest.path("sets").forEach(set -> set.path("files").forEach(file -> ((ObjectNode) file).remove("sha256")));
        return manifest.toPrettyString();
    }
}
