package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of the environment, which a user's own file may name. */
class SubstitutionsTest {
    private static final String PATH = System.getenv("PATH");

    @TempDir
    Path folder;

    private String conf(String text) throws IOException {
        return Files.writeString(folder.resolve("my.conf"), text).toString();
    }

    @Test
    void aVariableMayBeASettingOrAPartOfOne() throws IOException {
        var settings = Settings.load(
                Optional.of(conf(
                        "translate.model = ${PATH}\ntrain.model = \"/x/\"${PATH}\nseed = 3\nseed = ${?NO_SUCH_NAME}")),
                List.of());
        assertThat(settings.translate().model()).isEqualTo(PATH);
        assertThat(settings.train().model()).isEqualTo("/x/" + PATH);
        assertThat(settings.seed()).isEqualTo(3);
    }

    @Test
    void aMessageNamesTheVariableAndNotItsValue() throws IOException {
        String file = conf("translate.beam = ${PATH}\n\ntrain.decay = x${PATH}y\ntrain = ${train} {}\n"
                + "preprocess.filters = [ { ratio { max = ${PATH} } }, ${PATH} ]\nspark = ${PATH}");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageNotContaining(PATH)
                .hasMessageContaining("translate.beam = ${PATH} is not a whole number (" + file + ":1).")
                .hasMessageContaining("train.decay = x${PATH}y is not one of its choices")
                .hasMessageContaining("preprocess.filters[0].ratio.max = ${PATH} is not a number (" + file + ":5).")
                .hasMessageContaining("preprocess.filters[1] = ${PATH} is not one of its choices")
                .hasMessageContaining("spark takes no value");
    }

    @Test
    void whatCannotBeJoinedIsToldWithoutTheValue() throws IOException {
        String file = conf("train.model = ${PATH} { a = 1 }");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageNotContaining(PATH);
    }

    @Test
    void aNameWithoutAValueIsToldWithItsPlace() throws IOException {
        String file = conf("seed = 1\ntrain.model = ${NO_SUCH_NAME}");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("${NO_SUCH_NAME}")
                .hasMessageContaining("(" + file + ":2)");
    }

    @Test
    void storedSettingsTakeNothingFromElsewhere() {
        for (String text : List.of(
                "train.model = ${PATH}",
                "seed = 1\nseed = ${?HOME}",
                "include \"/etc/hostname\"",
                "include classpath(\"conf/quickstart.conf\")",
                "include url(\"http://localhost:1/\")",
                "train { include required(file(\"x\")) }")) {
            assertThatThrownBy(() -> Settings.parse(text))
                    .as(text)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("(stored settings)")
                    .hasMessageNotContaining(PATH);
        }
    }
}
