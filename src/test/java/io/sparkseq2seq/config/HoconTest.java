package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.CpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that would overflow a parser's stack, fill the memory or take hours. */
class HoconTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** For what would never end. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    static Stream<Arguments> hostile() {
        return Stream.of(
                hostile("nested objects", "a {".repeat(80_000)),
                hostile("nested lists", "a = " + "[".repeat(100_000)),
                hostile("a key of many parts", "a.".repeat(20_000) + "a = 1"),
                hostile("a key of many parts, apart", "a . ".repeat(20_000) + "a = 1"),
                hostile("a key of many quoted parts", "\"a\".".repeat(20_000) + "a = 1"),
                hostile("a substitution of many parts", "seed = ${" + "a.".repeat(20_000) + "a}"),
                hostile("behind a quote", "x = \"\"\"a\"\"\"\" {" + "a {".repeat(50_000)),
                hostile("unknown keys", lines("key%d = 1", 20_000)),
                hostile("unknown keys of a section", lines("train.key%d = 1", 4_000)),
                hostile("a long list", "preprocess.filters = [" + "ratio,".repeat(40_000) + "]"),
                hostile("many words", "seed = " + "a ".repeat(100_000)),
                hostile("words without a space", "seed = " + "true".repeat(60_000)),
                hostile("doubled again and again", "a0 = xxxxxxxxxx\n" + lines("a%2$d = ${a%1$d}${a%1$d}", 40)),
                hostile("itself doubled", "seed = 1\n" + lines("seed = ${seed}${seed}", 40)),
                hostile("objects doubled", "a0 { x = 1 }\n" + lines("a%2$d { p = ${a%1$d}, q = ${a%1$d} }", 40)),
                hostile("a long chain", "a0 = 1\n" + lines("a%2$d = ${a%1$d}", 2_000)),
                hostile("a circle", "seed = ${a}\na = ${b}\nb = ${a}"),
                hostile("itself", "seed = ${seed}x"),
                hostile("a section in itself", "train { epochs = ${train} }"),
                hostile("a section as a value", "translate = ${seed}"),
                hostile("a huge number", "train.epochs = 1e999999999"),
                hostile("many digits", "train.epochs = " + "9".repeat(100_000)));
    }

    private static Arguments hostile(String name, String text) {
        return Arguments.of(name, text);
    }

    private static String lines(String format, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> String.format(format, i, i + 1))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedSoon(String name, String text) throws IOException {
        String file = Files.writeString(folder.resolve("my.conf"), text).toString();
        Assertions.assertTimeoutPreemptively(PATIENCE, () -> {
            var worked = CpuTime.start();
            assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                    .isInstanceOf(UserException.class)
                    .message()
                    .hasSizeLessThan(10_000);
            assertThatThrownBy(() -> Settings.parse(text)).isInstanceOf(UserException.class);
            assertThat(worked.elapsed()).isLessThan(SOON);
        });
    }

    @Test
    void aSectionMayBeTakenFromAnother() throws IOException {
        String file = Files.writeString(
                        folder.resolve("my.conf"), "base { epochs = 3, batch = 5 }\ntrain = ${train}${base}")
                .toString();
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .hasMessageContaining("there is no setting base.batch");
        Files.writeString(folder.resolve("my.conf"), "seed = 1\ntranslate = ${train}");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .hasMessageContaining("there is no setting translate.adam.beta1 (" + file + ":2).");
        Files.writeString(folder.resolve("my.conf"), "translate.beam = 3\nevaluate.beam = ${translate.beam}");
        assertThat(Settings.load(Optional.of(file), List.of("translate.beam=7"))
                        .evaluate()
                        .beam())
                .isEqualTo(7);
    }

    @Test
    void longKeysOfTheCommandLineAreNone() {
        assertThatThrownBy(() -> Settings.load(Optional.empty(), List.of("a.".repeat(20_000) + "a=1")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is not a key")
                .message()
                .hasSizeLessThan(1000);
        assertThatThrownBy(() -> Settings.load(Optional.empty(), List.of("preprocess.filters=" + "[".repeat(100_000))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nested more than 32 deep (command line)");
    }
}
