package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.search.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that was lost has translated serves the next one. */
class KeptTextsTest implements SparkTest {
    private static final String LAST = "sentence 199";
    private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    /** Translates to upper case; a JVM would be gone at some text. */
    private record Upper(String fingerprint, String dies) implements TranslatorSource {
        private static final long serialVersionUID = 1;

        @Override
        public TextTranslator get() {
            return texts -> texts.stream().map(this::translation).toList();
        }

        private Translation translation(String text) {
            if (text.equals(dies)) {
                throw new LinkageError("gone");
            }
            ASKED.add(text);
            return new Translation(text.toUpperCase(java.util.Locale.ROOT), -0.1, 2, 1, false, List.of(), null, null);
        }
    }

    @BeforeEach
    void forget() {
        ASKED.clear();
    }

    private JobSummary run(TranslatorSource source, String... overrides) {
        var all = Stream.concat(
                        Stream.of(
                                "translate.input=" + folder.resolve("in"),
                                "translate.output=" + folder.resolve("out"),
                                "translate.batch=1",
                                "translate.partitions=20"),
                        Stream.of(overrides))
                .toList();
        return TranslateJob.run(SparkTest.spark(), Settings.load(Optional.empty(), all), source);
    }

    private void write(String... more) throws IOException {
        var lines = Stream.concat(IntStream.range(0, 200).mapToObj(i -> "sentence " + i), Stream.of(more));
        Files.write(folder.resolve("in"), lines.toList());
    }

    private List<String> output() throws IOException {
        try (var parts = Files.list(folder.resolve("out"))) {
            var lines = new java.util.ArrayList<String>();
            for (var part : parts.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(part));
            }
            return lines;
        }
    }

    private void dies() {
        assertThatThrownBy(() -> run(new Upper("model", LAST))).hasStackTraceContaining("gone");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void theNextRunTranslatesOnlyWhatIsMissing() throws IOException {
        write();
        dies();
        var before = Set.copyOf(ASKED);
        assertThat(before).hasSizeGreaterThan(100);
        ASKED.clear();
        // However many cores there are now, the texts are divided as before.
        var summary = run(new Upper("model", ""), "translate.partitions=3");
        // Of the two tasks that ran at that moment nothing may be kept.
        assertThat(ASKED).contains(LAST).hasSizeLessThanOrEqualTo(20);
        assertThat(summary.get("sentences")).isEqualTo(200L);
        assertThat((Long) summary.get("tokens")).isEqualTo(400L);
        var resumed = output();
        assertThat(resumed).hasSize(200).allMatch(line -> line.startsWith("SENTENCE "));
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
        ASKED.clear();
        run(new Upper("model", ""), "translate.overwrite=true");
        assertThat(ASKED).hasSize(200);
        assertThat(output()).isEqualTo(resumed);
    }

    @Test
    void anotherModelTakesUpNothing() throws IOException {
        write();
        dies();
        ASKED.clear();
        run(new Upper("another", ""));
        assertThat(ASKED).hasSize(200);
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    @Test
    void textsThatHaveChangedAreTranslated() throws IOException {
        write();
        dies();
        ASKED.clear();
        write("one more");
        run(new Upper("model", ""));
        assertThat(ASKED).contains(LAST, "one more").hasSizeLessThan(60);
        assertThat(output()).hasSize(201).last().asString().startsWith("ONE MORE");
    }

    @Test
    void damagedFilesCostTheirTextsAndNoMore() throws IOException {
        write();
        dies();
        ASKED.clear();
        try (var files = Files.walk(folder.resolve(".out.seq2seq"))) {
            var file = files.filter(path -> path.getFileName().toString().equals("task-0"))
                    .findFirst()
                    .orElseThrow();
            var text = Files.readString(file);
            Files.delete(file.resolveSibling(".task-0.crc"));
            Files.writeString(file, text.substring(0, text.length() / 2));
        }
        run(new Upper("model", ""));
        assertThat(ASKED).contains(LAST).hasSizeBetween(5, 30);
        assertThat(output()).hasSize(200).allMatch(line -> line.startsWith("SENTENCE "));
    }

    @Test
    void whatTheUserHasToMendLeavesNothing() throws IOException {
        write();
        TranslatorSource fails = new Failing();
        assertThatThrownBy(() -> run(fails)).isInstanceOf(UserException.class).hasMessageContaining("sentences failed");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    private record Failing() implements TranslatorSource {
        private static final long serialVersionUID = 1;

        @Override
        public TextTranslator get() {
            return texts -> {
                throw new IllegalStateException("no");
            };
        }
    }
}
