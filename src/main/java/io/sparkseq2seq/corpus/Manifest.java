package io.sparkseq2seq.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
 * @param dropped pairs that were dropped, by reason
 * @param sets {@code train}, {@code valid} and {@code test}
 * @param source the source side's subwords
 * @param target the target side's subwords
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
        Map<String, Long> dropped,
        Map<String, Contents> sets,
        Vocabulary source,
        Vocabulary target,
        List<Step> steps,
        double seconds,
        String settings) {

    /** The format that this version writes and reads. */
    public static final int FORMAT = 1;

    static final String FILE = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * A set.
     *
     * @param pairs in it
     * @param sourceTokens without special ones
     * @param targetTokens without special ones
     * @param files it is stored in, at most
     */
    public record Contents(long pairs, long sourceTokens, long targetTokens, int files) {}

    /**
     * A subword model.
     *
     * @param size ids, the special ones and the bytes included
     * @param characters with a piece of their own
     * @param merges learned
     * @param words distinct ones in the training text
     */
    public record Vocabulary(int size, int characters, int merges, long words) {}

    /**
     * A step.
     *
     * @param name of the step
     * @param count of what it left: pairs, or subwords learned
     * @param seconds it took
     */
    public record Step(String name, long count, double seconds) {}

    /** This tool's version, as it was built. */
    public static String toolVersion() {
        var properties = new Properties();
        try (var in = Manifest.class.getResourceAsStream("/io/sparkseq2seq/version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties", e);
        }
        return properties.getProperty("version");
    }

    /** For people: what was read, dropped and made. */
    JobSummary summary(String path, int maxWords) {
        var summary = new JobSummary("preprocess").put("corpus", path).put("pairs read", read);
        var reasons = summary.section("pairs dropped");
        dropped.forEach(reasons::put);
        for (var name : Pairs.SETS) {
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
        return summary.put("fingerprint", fingerprint).put("time", Duration.ofMillis((long) (1000 * seconds)));
    }

    private static void describe(JobSummary section, Vocabulary vocabulary, int maxWords) {
        section.put("size", vocabulary.size)
                .put("characters", vocabulary.characters)
                .put("merges", vocabulary.merges)
                .put("distinct words", vocabulary.words);
        if (vocabulary.words > maxWords) {
            section.put("rarest words left out", vocabulary.words - maxWords);
        }
    }

    void write(Path directory, Configuration hadoop) {
        try {
            TextFiles.write(new Path(directory, FILE), JSON.writeValueAsString(this) + "\n", hadoop);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(toString(), e);
        }
    }

    static Manifest read(Path directory, Configuration hadoop) {
        var file = new Path(directory, FILE);
        try {
            var manifest = JSON.readValue(TextFiles.read(file, hadoop), Manifest.class);
            if (manifest.format != FORMAT) {
                throw new UserException(
                        "a corpus of format " + manifest.format + ", where " + FORMAT + " can be read",
                        file.toString(),
                        "Run preprocess again with this version.");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new UserException("this is no manifest of a corpus", file.toString(), "Run preprocess again.");
        }
    }
}
