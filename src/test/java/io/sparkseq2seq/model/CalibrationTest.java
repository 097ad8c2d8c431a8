package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.Calibration.Knot;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {
    private static final Calibration LINE =
            new Calibration(500, List.of(new Knot(-2, 0.2), new Knot(-1, 0.4), new Knot(-0.5, 0.9)));

    @TempDir
    Path folder;

    private TranslationModel load() {
        return TranslationModel.load(folder.toString(), new Configuration());
    }

    private void write(Calibration calibration) throws IOException {
        FileUtils.copyDirectory(
                Path.of("src/test/resources/golden/format-1-gru").toFile(), folder.toFile());
        Files.deleteIfExists(folder.resolve(".model.json.crc"));
        var path = new org.apache.hadoop.fs.Path(folder.toUri());
        ModelWriter.write(path, new Configuration(), calibration);
        Checksums.write(path, Set.of(), new Configuration());
    }

    @Test
    void betweenKnotsConfidenceLiesOnAStraightLine() {
        assertThat(LINE.confidence(-1.5)).isCloseTo(0.3, within(1e-12));
        assertThat(LINE.confidence(-0.75)).isCloseTo(0.65, within(1e-12));
        assertThat(LINE.confidence(-1)).isEqualTo(0.4);
    }

    @Test
    void outsideOfThemItIsThatOfTheNearest() {
        assertThat(LINE.confidence(-50)).isEqualTo(0.2);
        assertThat(LINE.confidence(Double.NEGATIVE_INFINITY)).isEqualTo(0.2);
        assertThat(LINE.confidence(0)).isEqualTo(0.9);
        assertThat(LINE.confidence(Double.NaN)).isZero();
    }

    @Test
    void aModelKeepsItsCalibration() throws IOException {
        write(LINE);
        try (var model = load()) {
            assertThat(model.isCalibrated()).isTrue();
            for (double score : new double[] {-3, -1.7, -0.6, 0}) {
                assertThat(model.confidence(score)).isEqualTo(LINE.confidence(score));
            }
        }
    }

    @Test
    void whatItIsWorthIsAPartOfWhatAModelIs() throws IOException {
        write(LINE);
        var one = TranslationModel.fingerprint(folder.toString(), new Configuration());
        write(new Calibration(500, LINE.knots().subList(0, 2)));
        assertThat(TranslationModel.fingerprint(folder.toString(), new Configuration()))
                .isNotEqualTo(one);
    }

    @Test
    void aModelWithoutOneGivesTheMeanProbabilityOfATranslationsTokens() {
        try (var model = TranslationModel.load("src/test/resources/golden/format-1-lstm", new Configuration())) {
            assertThat(model.isCalibrated()).isFalse();
            assertThat(model.confidence(Math.log(0.25))).isCloseTo(0.25, within(1e-12));
            assertThat(model.confidence(0)).isEqualTo(1);
            assertThat(model.confidence(1e-9)).isEqualTo(1);
            assertThat(model.confidence(Double.NaN)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"confidence\" : 0.4  | \"confidence\" : 0.1  | does not rise from 0 to 1 at knot 2",
                "\"confidence\" : 0.9  | \"confidence\" : 1.1  | does not rise from 0 to 1 at knot 3",
                "\"confidence\" : 0.2  | \"confidence\" : -0.2 | does not rise from 0 to 1 at knot 1",
                "\"score\" : -1.0      | \"score\" : -2.0      | does not rise from 0 to 1 at knot 2",
                "\"score\" : -1.0      | \"score\" : \"low\"   | Cannot coerce",
                "\"score\" : -1.0,     | \"more\" : -1.0,      | Missing",
                "\"sentences\" : 500   | \"sentences\" : 0     | from 0 sentences",
                "\"sentences\" : 500,  | ''                    | Missing",
                "\"knots\" : [         | \"knots\" : [ null,   | Cannot construct",
            })
    void aCalibrationThatIsNoneIsRefused(String right, String wrong, String message) throws IOException {
        write(LINE);
        var file = folder.resolve("model.json");
        var text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));
        Files.deleteIfExists(folder.resolve(".model.json.crc"));
        Checksums.write(new org.apache.hadoop.fs.Path(folder.toUri()), Set.of(), new Configuration());
        assertThatThrownBy(this::load)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("The model can't be read")
                .hasMessageContaining(message);
    }
}
