package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.subword.Splitting;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Subwords: learned on one thread, as the driver does, from the words that several threads have counted; and text
 * encoded by several threads that share them, as Spark tasks do.
 */
final class BpeBench {
    private static final int SENTENCES = 200_000;
    private static final int WORDS = 200_000;
    private static final int MEGABYTE = 1_000_000;

    private final BenchOptions options;
    private final Settings settings;

    private record Throughput(long sentences, long tokens, long bytes, double seconds) {}

    BpeBench(BenchOptions options, List<String> overrides) {
        this.options = options;
        this.settings = Settings.load(Optional.empty(), overrides);
    }

    JobSummary run() {
        var text = new ZipfText(WORDS, 1).sentences(SENTENCES);
        var normalizer = new Normalizer(
                settings.preprocess().lowercase(), settings.preprocess().chinese());
        long start = System.nanoTime();
        var counts = count(text);
        long counted = System.nanoTime();
        var subwords = learn(counts, normalizer);
        long learned = System.nanoTime();
        var all = Workers.run(options.workers(), i -> meeting -> {
            var mine = text.subList(i * SENTENCES / options.workers(), (i + 1) * SENTENCES / options.workers());
            encode(subwords, normalizer, mine, options.seconds() / 4);
            meeting.meet();
            return encode(subwords, normalizer, mine, options.seconds());
        });
        var summary = new JobSummary("bench bpe")
                .put(
                        "sentences per second",
                        all.stream().mapToDouble(e -> e.sentences / e.seconds).sum())
                .put(
                        "target tokens per second",
                        all.stream().mapToDouble(e -> e.tokens / e.seconds).sum())
                .put(
                        "megabytes per second",
                        all.stream().mapToDouble(e -> e.bytes / e.seconds / 1e6).sum());
        options.describe(summary);
        summary.section("learning")
                .put("sentences", SENTENCES)
                .put("distinct words", counts.size())
                .put("subwords", subwords.size())
                .put("merges", subwords.merges())
                .put("seconds counting", (counted - start) / 1e9)
                .put("seconds merging", (learned - counted) / 1e9)
                .put("merges per second", subwords.merges() / ((learned - counted) / 1e9));
        describeEncoding(summary, subwords, text, normalizer);
        return summary;
    }

    /** Of one thread, without normalizing: the same text; and a megabyte without a space, in words and as one word. */
    private void describeEncoding(JobSummary summary, Subwords subwords, List<String> text, Normalizer normalizer) {
        var section = summary.section("encoding alone, megabytes per second");
        double seconds = options.seconds() / 8;
        section.put("the same text", megabytesPerSecond(subwords, text, seconds));
        var parted = subwordNmt(text, normalizer);
        for (var pattern : List.of("a", "ab", "kosadi")) {
            var megabyte = List.of(pattern.repeat(MEGABYTE / pattern.length()));
            section.put(pattern + pattern + "…", megabytesPerSecond(subwords, megabyte, seconds))
                    .put(pattern + pattern + "… as one word", megabytesPerSecond(parted, megabyte, seconds));
        }
    }

    private Subwords subwordNmt(List<String> text, Normalizer normalizer) {
        var counts = new HashMap<String, Long>();
        for (var sentence : text) {
            Splitting.SPACE_AFTER.words(sentence).forEach(word -> counts.merge(word, 1L, Long::sum));
        }
        var wanted = settings.preprocess().subwords();
        var learner = new SubwordLearner(
                Splitting.SPACE_AFTER, wanted.vocabularySize(), 1, 1, wanted.minPairCount(), false, normalizer);
        counts.forEach(learner::add);
        return learner.learn();
    }

    private static double megabytesPerSecond(Subwords subwords, List<String> text, double seconds) {
        encode(subwords, text, seconds / 2);
        return encode(subwords, text, seconds);
    }

    private static double encode(Subwords subwords, List<String> text, double seconds) {
        long bytes = 0;
        long start = System.nanoTime();
        for (int i = 0; System.nanoTime() - start < seconds * 1e9; i = (i + 1) % text.size()) {
            subwords.encode(text.get(i));
            bytes += text.get(i).length(); // of ASCII
        }
        return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    private Map<String, Long> count(List<String> text) {
        int share = SENTENCES / options.workers();
        var parts = Workers.<Map<String, Long>>run(options.workers(), i -> meeting -> {
            int end = i == options.workers() - 1 ? SENTENCES : (i + 1) * share;
            var counts = new HashMap<String, Long>();
            for (var sentence : text.subList(i * share, end)) {
                Words.of(sentence).forEach(word -> counts.merge(word, 1L, Long::sum));
            }
            return counts;
        });
        var all = parts.get(0);
        parts.stream().skip(1).forEach(part -> part.forEach((word, count) -> all.merge(word, count, Long::sum)));
        return all;
    }

    private Subwords learn(Map<String, Long> counts, Normalizer normalizer) {
        var wanted = settings.preprocess().subwords();
        var learner = new SubwordLearner(
                wanted.vocabularySize(),
                wanted.coverage(),
                wanted.charactersShare(),
                wanted.minPairCount(),
                wanted.unknown(),
                normalizer);
        counts.forEach(learner::add);
        return learner.learn();
    }

    /** Normalizes and encodes, round and round until the time is up. */
    private static Throughput encode(Subwords subwords, Normalizer normalizer, List<String> text, double seconds) {
        long sentences = 0;
        long tokens = 0;
        long bytes = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1e9) {
            var sentence = text.get((int) (sentences % text.size()));
            tokens += subwords.encode(normalizer.normalize(sentence)).length;
            bytes += sentence.getBytes(StandardCharsets.UTF_8).length;
            sentences++;
        }
        return new Throughput(sentences, tokens, bytes, (System.nanoTime() - start) / 1e9);
    }
}
