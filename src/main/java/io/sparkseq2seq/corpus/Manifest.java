package io.sparkseq2seq.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.StrictJson;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a corpus holds and how it came about: {@code manifest.json}.
 *
 * @param format of the corpus on disk; {@value #FORMAT}
 * @param tool this tool's version
 * @param spark Spark's version
 * @param seed of everything random
 * @param fingerprint of the normalized text, its ids and sets: 32 hexadecimal digits that depend on neither order nor
 *     partitions
 * @param joint whether both sides share one subword model
 * @param read pairs of training text that were read
 * @param repaired pairs of training text in which something was repaired, by repair, whatever became of them
 * @param dropped pairs that were dropped, by reason
 * @param holdout which sources were held out
 * @param sets {@code train}, {@code valid} and {@code test}
 * @param source the source side's subwords
 * @param target the target side's subwords
 * @param lexicon of words that translate each other
 * @param steps the job's steps, in order
 * @param seconds that the job took
 * @param settings in force, as HOCON
 */
public record Manifest(
        int format,
        String tool,
        String spark,
        long seed,
        String fingerprint,
        boolean joint,
        long read,
        Map<String, Long> repaired,
        Map<String, Long> dropped,
        HoldOut holdout,
        Map<String, Contents> sets,
        Vocabulary source,
        Vocabulary target,
        Lexicon lexicon,
        List<Step> steps,
        double seconds,
        String settings) {

    /** The format that this version writes and reads. */
    public static final int FORMAT = 3;

    static final String FILE = "manifest.json";

    private static final int MOST_BYTES = 1 << 28;
    private static final Pattern FILE_NAME = Pattern.compile("part-[0-9A-Za-z._-]+");

    /**
     * A set.
     *
     * @param pairs in it
     * @param sourceTokens without special ones
     * @param targetTokens without special ones
     * @param files it is stored in, in the order of their names
     */
    public record Contents(long pairs, long sourceTokens, long targetTokens, List<CorpusFile> files) {}

    /**
     * A subword model.
     *
     * @param size ids, the special ones and the bytes included
     * @param characters with a piece of their own
     * @param merges learned
     * @param crowdedOut characters that found no place, and are spelled in bytes
     * @param words distinct ones in the training text
     * @param cutShare of all running words that those rare ones are which were left out
     * @param exact whether it is what all words give, also where rare ones were left out
     * @param exactMerges how many merges, from the first on, are
     * @param sha256 of its file
     */
    public record Vocabulary(
            int size,
            int characters,
            int merges,
            int crowdedOut,
            long words,
            double cutShare,
            boolean exact,
            int exactMerges,
            String sha256) {
        /** What is known of the subwords that all words would give. */
        String proof() {
            return exact
                    ? "proven"
                    : merges == 0 ? "not proven" : "proven of " + exactMerges + " merges, from the first on";
        }
    }

    /**
     * The lexical table that the rule of alignment learned.
     *
     * @param entries pairs of words; 0: there is no table
     * @param misaligned the share of pairs that were estimated to be no translations before they were dropped
     * @param sha256 of its file
     */
    public record Lexicon(int entries, double misaligned, String sha256) {
        static final Lexicon NONE = new Lexicon(0, 0, "");
    }

    /**
     * A step.
     *
     * @param name of the step
     * @param count of what it left
     * @param unit of the count: {@value #PAIRS}, or of what was learned
     * @param seconds it took
     */
    public record Step(String name, long count, String unit, double seconds) {
        /** The unit of steps that leave text. */
        static final String PAIRS = "pairs";

        /** Whether it left pairs, and did not learn something of them. */
        boolean leavesPairs() {
            return unit.equals(PAIRS);
        }

        /** The unit of a step of versions that did not tell it. */
        private static String unitOf(String name) {
            return name.startsWith("subwords") ? "subwords" : name.equals(Misaligned.LEARNING) ? "links" : PAIRS;
        }
    }

    /** The most tokens of a side of a training pair, by the rules that the corpus was made with. */
    public int mostTokens() {
        return Settings.parse(settings).preprocess().filters().stream()
                .mapToInt(rule -> rule instanceof FilterRule.Tokens tokens ? tokens.max() : Integer.MAX_VALUE)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** For people: what was read, dropped and made. */
    JobSummary summary(String path, int maxWords) {
        var summary = new JobSummary("preprocess").put("corpus", path).put("pairs read", read);
        if (!repaired.isEmpty()) {
            repaired.forEach(summary.section("pairs repaired")::put);
        }
        var reasons = summary.section("pairs dropped");
        dropped.forEach(reasons::put);
        for (var name : Corpus.SETS) {
            var set = sets.get(name);
            summary.section(name)
                    .put("pairs", set.pairs)
                    .put("source tokens", set.sourceTokens)
                    .put("target tokens", set.targetTokens);
        }
        describe(summary.section(joint ? "subwords" : "source subwords"), source, maxWords);
        if (!joint) {
            describe(summary.section("target subwords"), target, maxWords);
        }
        if (lexicon.entries > 0) {
            summary.put("lexicon entries", lexicon.entries);
        }
        return summary.put("fingerprint", fingerprint).put("time", Duration.ofMillis((long) (1000 * seconds)));
    }

    private static void describe(JobSummary section, Vocabulary vocabulary, int maxWords) {
        section.put("size", vocabulary.size)
                .put("characters", vocabulary.characters)
                .put("merges", vocabulary.merges)
                .put("distinct words", vocabulary.words);
        if (vocabulary.crowdedOut > 0) {
            section.put("characters without a place", vocabulary.crowdedOut);
        }
        if (vocabulary.words > maxWords) {
            section.put("rarest words left out", vocabulary.words - maxWords);
            if (vocabulary.cutShare > 0) {
                section.put("of the running words", SubwordLearning.percent(vocabulary.cutShare));
            }
            section.put("the same with them", vocabulary.proof());
        }
    }

    void write(Path directory, Configuration hadoop) {
        TextFiles.write(new Path(directory, FILE), StrictJson.write(this), hadoop);
    }

    /** @throws UserException when it cannot be read, is of another format, or contradicts itself */
    static Manifest read(Path directory, Configuration hadoop) {
        var file = new Path(directory, FILE);
        try {
            byte[] json = TextFiles.bytes(file, MOST_BYTES, hadoop);
            int format = format(json);
            if (format != FORMAT) {
                throw new UserException(
                        "a corpus of format " + format + ", where " + FORMAT + " can be read",
                        file.toString(),
                        "Run preprocess again with this version.");
            }
            var manifest = StrictJson.read(completed(json), Manifest.class);
            manifest.contradiction().ifPresent(what -> {
                throw damaged(what, file);
            });
            return manifest;
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), file);
        }
    }

    private static UserException damaged(String what, Path file) {
        return new UserException("this is no manifest of a corpus: " + what, file.toString(), "Run preprocess again.");
    }

    /**
     * Earlier versions did not tell how exact subwords are, of which nothing is proven, what was repaired, how much of
     * the text words are that were left out, and what the steps counted.
     */
    private static byte[] completed(byte[] json) throws IOException {
        try (var parser = StrictJson.parser(json)) {
            boolean complete = true;
            var tree = parser.readValueAsTree();
            for (var side : List.of("source", "target")) {
                if (tree.get(side) instanceof ObjectNode vocabulary && !vocabulary.has("cutShare")) {
                    complete = false;
                    vocabulary.put("cutShare", 0.0);
                    if (!vocabulary.has("exact")) {
                        vocabulary.put("exact", false).put("exactMerges", 0);
                    }
                }
            }
            if (tree instanceof ObjectNode manifest && !manifest.has("repaired")) {
                complete = false;
                manifest.putObject("repaired");
            }
            for (int i = 0; i < tree.path("steps").size(); i++) {
                if (tree.get("steps").get(i) instanceof ObjectNode step && !step.has("unit")) {
                    complete = false;
                    step.put("unit", Step.unitOf(step.path("name").asText()));
                }
            }
            return complete ? json : StrictJson.write(tree).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw StrictJson.damaged(e);
        }
    }

    private static int format(byte[] json) throws IOException {
        try (var parser = StrictJson.parser(json)) {
            var format = parser.readValueAs(Map.class).get("format");
            return format instanceof Integer number ? number : 0;
        } catch (JsonProcessingException e) {
            throw StrictJson.damaged(e);
        } catch (NullPointerException e) {
            throw new IOException("null where an object belongs", e);
        }
    }

    /** What cannot be true in it, if there is something. */
    private Optional<String> contradiction() {
        if (!sets.keySet().equals(Set.copyOf(Corpus.SETS))) {
            return Optional.of("its sets are " + sets.keySet());
        }
        for (var name : Corpus.SETS) {
            var set = sets.get(name);
            if (set == null || set.files == null || set.files.contains(null)) {
                return Optional.of("the " + name + " set is null");
            }
            var names = new HashSet<String>();
            for (var file : set.files) {
                if (file.rows() < 0 || !FILE_NAME.matcher(file.name()).matches() || !names.add(file.name())) {
                    return Optional.of("the " + name + " set has a file " + file.name());
                }
            }
            long rows = set.files.stream().mapToLong(CorpusFile::rows).sum();
            if (rows != set.pairs) {
                return Optional.of("the " + name + " set has " + set.pairs + " pairs, its files " + rows);
            }
        }
        return Optional.empty();
    }
}
