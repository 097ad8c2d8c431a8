package io.sparkseq2seq.glossary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlossaryFileTest {
    private static Glossary parse(String text) {
        return GlossaryFile.parse(text, "terms.csv");
    }

    private static Glossary glossary(Map<String, List<String>> terms) {
        return new Glossary(terms);
    }

    @Test
    void aLineIsATermItsTargetAndFurtherForms() {
        var text = "# animals\nmouse|mice,Maus,Mäuse|Mäusen\n\n\"Smith, Jones\"\r\n\"the \"\"cat\"\"\", Katze \n";
        assertThat(parse(text).digest())
                .isEqualTo(glossary(Map.of(
                                "mouse", List.of("Maus", "Mäuse", "Mäusen"),
                                "mice", List.of("Maus", "Mäuse", "Mäusen"),
                                "Smith, Jones", List.of(),
                                "the \"cat\"", List.of("Katze")))
                        .digest());
    }

    @Test
    void tabsMayPartTheColumns() {
        assertThat(parse("one, two\teins, zwei\nthree\tdrei").digest())
                .isEqualTo(glossary(Map.of("one, two", List.of("eins, zwei"), "three", List.of("drei")))
                        .digest());
    }

    @Test
    void aHeaderNamesTheColumns() {
        assertThat(parse("Source,note,Target\ndog,of an animal,Hund\ncat,,\n").digest())
                .isEqualTo(glossary(Map.of("dog", List.of("Hund"), "cat", List.of()))
                        .digest());
    }

    @Test
    void aHeaderNamesTheColumnsInAnyOrder() {
        var expected = glossary(Map.of("dog", List.of("Hund"))).digest();
        assertThat(parse("id,source,target\n1,dog,Hund\n").digest()).isEqualTo(expected);
        assertThat(parse("target,source\nHund,dog\n").digest()).isEqualTo(expected);
        assertThat(parse("forms\tTarget\tSource\n\tHund\tdog\n").digest()).isEqualTo(expected);
        assertThat(parse("source,Quelle").digest())
                .isEqualTo(glossary(Map.of("source", List.of("Quelle"))).digest());
    }

    @Test
    void aHeaderThatLacksAColumnIsRefused() {
        assertThatThrownBy(() -> parse("id,source\n1,dog"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no column target");
        assertThatThrownBy(() -> parse("target,forms\nHund,Hunde")).hasMessageContaining("no column source");
    }

    @Test
    void linesOfOneTermAddUp() {
        assertThat(parse("dog,Hund\ndog,Rüde").digest())
                .isEqualTo(glossary(Map.of("dog", List.of("Hund", "Rüde"))).digest());
    }

    @Test
    void whatIsNoGlossaryIsToldWithItsLine() {
        assertThatThrownBy(() -> parse("dog,Hund\n,Katze"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no source term")
                .hasMessageContaining("terms.csv:2");
        assertThatThrownBy(() -> parse("dog,Hund,Hunde,a note")).hasMessageContaining("4 columns");
        assertThatThrownBy(() -> parse("dog,Hund\ndog,")).hasMessageContaining("'dog' with a target and without");
        assertThatThrownBy(() -> parse("\n# nothing\n")).hasMessageContaining("has no term");
        assertThatThrownBy(() -> parse("Hund\uFFFD,dog")).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> parse("\"" + "x".repeat(200_000))).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> GlossaryFile.read("/no/such/terms.csv", new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void filesAreReadThroughHadoop(@TempDir Path folder) throws Exception {
        var file = folder.resolve("terms.csv");
        Files.write(file, "\uFEFFdog,Hund\n".getBytes(StandardCharsets.UTF_8));
        assertThat(GlossaryFile.read(file.toUri().toString(), new Configuration())
                        .digest())
                .isEqualTo(glossary(Map.of("dog", List.of("Hund"))).digest());
        Files.write(file, "dog,H\u00fcndin\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> GlossaryFile.read(file.toString(), new Configuration()))
                .hasMessageContaining("not UTF-8");
    }
}
