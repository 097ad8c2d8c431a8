package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Presets and rendered settings, damaged in ways that a seed draws: each is read, or refused as a user's mistake, soon.
 * {@code mvn test -Dtest=SettingsFuzzTest -Dfuzz.cases=3000} tries more than the usual hundred.
 */
class SettingsFuzzTest {
    private static final int CASES = Integer.getInteger("fuzz.cases", 100);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final List<String> PIECES = List.of(
            "include \"quickstart\"\n",
            "include classpath(\"conf/quickstart.conf\")\n",
            "include \"my.conf\"\n",
            "train = ${seed}\n",
            "seed = ${train}\n",
            "model = ${model} ${train}\n",
            "train.epochs = ${train.batch}${?PATH}\n",
            "preprocess.filters = ${preprocess.filters} [ ratio ]\n",
            "preprocess.filters += { ratio { max = -1 } }\n",
            "preprocess.filters = { a = 1 }\n",
            "seq2seq.seed = 4\n",
            "seq2seq = 4\n",
            "train.epochs = 99999999999999999999\n",
            "translate.batch = 134217728\n",
            "train.learning-rate = -1e-400\n",
            "spark.memory = 999999999t\n",
            "evaluate { evaluate { evaluate {} } }\n",
            "\"\" = 1\n",
            "\"train.epochs\" = 1\n",
            "train = null\n",
            "preprocess = []\n",
            "a = \"\"\"unended\n",
            "\uFEFF\u0000\u202E",
            "{{{{{{{{[[[[[[[[",
            "}]}]}]",
            "${",
            "\"",
            "+=",
            "//",
            "\\",
            "::",
            "..",
            "$",
            "`",
            ",,");

    @TempDir
    Path folder;

    @Test
    void damagedSettingsAreReadOrRefused() throws IOException {
        var random = new SplittableRandom(11);
        var texts = texts();
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = damaged(texts.get(random.nextInt(texts.size())), random);
            var file = Files.write(folder.resolve("my.conf"), bytes);
            read += Assertions.assertTimeoutPreemptively(SOON, () -> isRead(file, bytes), "case " + i) ? 1 : 0;
        }
        assertThat(read).isBetween(1, CASES - 1);
    }

    private static List<String> texts() throws IOException {
        var texts = new ArrayList<String>();
        for (Path preset : PresetsTest.presets()) {
            texts.add(Files.readString(preset));
            texts.add(Settings.load(Optional.of(preset.toString()), List.of()).render());
            texts.add("seq2seq {\n" + Files.readString(preset) + "}\n");
        }
        return texts;
    }

    /** Whether it is read; anything but settings or a user's mistake fails the test. */
    private static boolean isRead(Path file, byte[] bytes) {
        boolean read = false;
        try {
            var settings = Settings.load(Optional.of(file.toString()), List.of("train.model=m"));
            assertThat(Settings.parse(settings.render())).isEqualTo(settings);
            read = true;
        } catch (UserException e) {
            assertThat(e.getMessage().lines().count()).isLessThan(30);
        }
        try {
            Settings.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (UserException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        return read;
    }

    private static byte[] damaged(String text, SplittableRandom random) {
        var damaged = new StringBuilder(text);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(damaged.length() + 1);
            int length = Math.min(random.nextInt(40), damaged.length() - at);
            switch (random.nextInt(7)) {
                case 0 -> damaged.setLength(at);
                case 1 -> damaged.delete(at, at + length);
                case 2 -> damaged.insert(at, damaged.substring(at, at + length));
                case 3 -> damaged.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 4 -> damaged.insert(damaged.indexOf("\n", at) + 1, PIECES.get(random.nextInt(PIECES.size())));
                case 5 -> damaged.insert(at, "x {".repeat(1 << random.nextInt(14)));
                default -> damaged.insert(at, (char) random.nextInt(0x110));
            }
        }
        byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(3) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
