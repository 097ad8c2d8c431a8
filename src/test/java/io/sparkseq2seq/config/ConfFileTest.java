package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings may be read from, and what they may include. */
class ConfFileTest {
    @TempDir
    Path folder;

    private String conf(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static Settings load(String file) {
        return Settings.load(Optional.of(file), List.of());
    }

    private static AbstractThrowableAssert<?, ?> refused(String file) {
        return assertThatThrownBy(() -> load(file)).isInstanceOf(UserException.class);
    }

    @Test
    void includesAreRelativeToTheFileThatIncludes() throws IOException {
        conf("parts/model.conf", "include \"deeper/sizes\"\nmodel.dropout = 0.5");
        conf("parts/deeper/sizes.conf", "model.embedding = 64");
        conf("train.json", "{ \"epochs\": 3 }");
        var settings =
                load(conf("my.conf", "include \"parts/model.conf\"\ntrain { include required(\"train\") }\nseed = 5"));
        assertThat(settings.model().dropout()).isEqualTo(0.5);
        assertThat(settings.model().embedding()).isEqualTo(64);
        assertThat(settings.train().epochs()).isEqualTo(3);
        assertThat(settings.seed()).isEqualTo(5);
    }

    @Test
    void aFileMayIncludeAnotherByItsPathAndAPresetOfTheClassPath() throws IOException {
        String other = conf("other/deep.conf", "train.epochs = 4");
        assertThat(load(conf("a.conf", "include file(\"" + other + "\")"))
                        .train()
                        .epochs())
                .isEqualTo(4);
        assertThat(load(conf("b.conf", "include \"" + other + "\"")).train().epochs())
                .isEqualTo(4);
        assertThat(load(conf("c.conf", "include classpath(\"conf/quickstart.conf\")\nseed = 9"))
                        .train()
                        .epochs())
                .isEqualTo(15);
    }

    @Test
    void aMissingIncludeIsNamed() throws IOException {
        String file = conf("my.conf", "train.epochs = 3\ninclude \"no-such.conf\"");
        refused(file)
                .hasMessage("an included file is missing: " + folder.resolve("no-such.conf") + " (" + file
                        + "). Check the path after 'include'.");
        refused(conf("b.conf", "include classpath(\"conf/none.conf\")"))
                .hasMessageContaining("missing: conf/none.conf");
        refused(conf("c.conf", "include url(\"http://localhost:1/x.conf\")"))
                .hasMessageContaining("include url(…) is not supported: http://localhost:1/x.conf");
    }

    @Test
    void aProblemStandsWhereTheIncludedFileHasIt() throws IOException {
        String part = conf("part.conf", "\n\ntrain.epoch = 3");
        refused(conf("my.conf", "include \"part.conf\""))
                .hasMessage("there is no setting train.epoch (" + part + ":3). Did you mean train.epochs?");
    }

    @Test
    void filesThatIncludeEachOtherAreRefused() throws IOException {
        conf("a.conf", "include \"b.conf\"");
        refused(conf("b.conf", "include \"a.conf\"")).hasMessageContaining("more than 50 files are included");
    }

    @Test
    void aPathOfAnotherFileSystemIsReadWithItsIncludes() {
        var lake = Map.of(
                "s3a://lake/conf/my.conf", "include \"parts/train\"\ninclude \"hdfs:///base.conf\"",
                "s3a://lake/conf/parts/train.conf", "train.epochs = 3",
                "hdfs:///base.conf", "seed = 8");
        ConfReader reader =
                (path, most) -> Optional.ofNullable(lake.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
        var settings = Settings.load(Optional.of("s3a://lake/conf/my.conf"), List.of(), reader);
        assertThat(settings.train().epochs()).isEqualTo(3);
        assertThat(settings.seed()).isEqualTo(8);
        assertThatThrownBy(() -> Settings.load(Optional.of("s3a://lake/other.conf"), List.of(), reader))
                .hasMessageContaining("there is no such settings file (s3a://lake/other.conf)");
    }

    @Test
    void whatIsNotUtf8OrTooLongIsRefused() throws IOException {
        Files.write(
                folder.resolve("latin1.conf"),
                "translate.model = \"M\u00FCnchen\"".getBytes(StandardCharsets.ISO_8859_1));
        refused(folder.resolve("latin1.conf").toString()).hasMessageContaining("not in UTF-8");
        refused(conf("long.conf", "#" + "x".repeat(300_000))).hasMessageContaining("longer than 262144 bytes");
        refused(conf("nul.conf", "translate.model = \"a\u0000b\"")).hasMessageContaining("a NUL character");
        refused(conf("escaped.conf", "translate.model = \"a\\u0000b\"")).hasMessageContaining("is not a line of text");
    }
}
