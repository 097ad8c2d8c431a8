package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    static List<Path> presets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf"))) {
            return files.sorted().toList();
        }
    }

    private static Settings load(Path preset) {
        return Settings.load(Optional.of(preset.toString()), List.of());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aPresetIsFoundByItsName(Path preset) {
        String name = preset.getFileName().toString().replace(".conf", "");
        assertThat(Settings.load(Optional.of(name), List.of()).render())
                .isEqualTo(load(preset).render())
                .isNotEqualTo(Settings.load(Optional.empty(), List.of()).render());
    }

    /** Those that are for preprocess alone name nothing that others take up. */
    static List<Path> presetsOfAllJobs() throws IOException {
        return presets().stream()
                .filter(preset -> !load(preset).evaluate().corpus().isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("presetsOfAllJobs")
    void everyJobFindsWhatTheOneBeforeItMade(Path preset) {
        var settings = load(preset);
        assertThat(settings.train().corpus()).isEqualTo(settings.preprocess().output());
        assertThat(settings.evaluate().corpus()).isEqualTo(settings.preprocess().output());
        assertThat(settings.evaluate().model()).isEqualTo(settings.train().model());
        assertThat(settings.translate().model()).isEqualTo(settings.train().model());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void validationScoresAsTheEvaluationDoes(Path preset) {
        var settings = load(preset);
        assertThat(settings.train().valid().tokenize())
                .isEqualTo(settings.evaluate().tokenize());
    }

    @Test
    void quickstartFindsItsSentences() {
        var preprocess = load(Path.of("conf", "quickstart.conf")).preprocess();
        assertThat(List.of(
                        preprocess.source(),
                        preprocess.target(),
                        preprocess.valid().source(),
                        preprocess.valid().target(),
                        preprocess.test().source(),
                        preprocess.test().target()))
                .allSatisfy(path -> assertThat(Path.of(path)).isRegularFile());
    }
}
