package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user does wrong, through the command line: one line, exit code 2, and nothing half-written. */
class CommandErrorsTest implements SparkTest {
    @TempDir
    Path folder;

    @BeforeEach
    void openSession(SparkSession spark) {
        assertThat(spark.sparkContext().isStopped()).isFalse();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Runs a command that must fail, and returns the line. */
    private String fails(String... arguments) throws IOException {
        var before = names();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = App.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        String message = err.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(message).isEqualTo(2);
        assertThat(message).startsWith("seq2seq: ").matches("(?s).*[.?]\n").hasLineCount(1);
        assertThat(out.size()).isZero();
        assertThat(names()).isEqualTo(before);
        return message;
    }

    private String preprocessFails(String source, String target, String... more) throws IOException {
        var arguments = new java.util.ArrayList<>(List.of(
                "preprocess",
                "preprocess.source=" + source,
                "preprocess.target=" + target,
                "preprocess.output=" + folder.resolve("corpus")));
        arguments.addAll(List.of(more));
        return fails(arguments.toArray(String[]::new));
    }

    @Test
    void aMissingFile() throws IOException {
        String missing = folder.resolve("no.en").toString();
        assertThat(preprocessFails(missing, file("a.zh", "一\n"))).contains("no such file (", missing);
    }

    @Test
    void noInputAtAll() throws IOException {
        assertThat(fails("preprocess", "preprocess.output=" + folder.resolve("corpus")))
                .contains("preprocess.source");
    }

    @Test
    void aKeyOrAGateWithoutAnInput() throws IOException {
        assertThat(fails("translate", "translate.key=[id]")).contains("translate.key is set", "Set translate.input");
        assertThat(fails("translate", "translate.gate.mean-confidence=0.5")).contains("translate.gate is set");
    }

    @Test
    void aFileSystemThatIsNotThere() throws IOException {
        assertThat(preprocessFails("nosuch://host/a", "nosuch://host/b")).contains("nosuch://host/a");
    }

    @Test
    void filesOfUnequalLength() throws IOException {
        String source = file("a.en", "One.\nTwo.\n");
        String target = file("a.zh", "一。\n");
        assertThat(preprocessFails(source, target)).contains("2 lines", "1", source, target);
    }

    @Test
    void anEmptyCorpus() throws IOException {
        assertThat(preprocessFails(file("a.en", ""), file("a.zh", ""))).contains("not a single line");
        assertThat(preprocessFails(file("b.en", "\n\n"), file("b.zh", "\n\n"))).contains("2 of 2 pairs");
    }

    @Test
    void anOutputThatIsThere() throws IOException {
        Files.createDirectory(folder.resolve("corpus"));
        file("corpus/thesis.txt", "mine");
        assertThat(preprocessFails(file("a.en", "One.\n"), file("a.zh", "一。\n")))
                .contains("exists already", "overwrite=true");
    }

    @Test
    void aCorpusThatIsNone() throws IOException {
        String missing = folder.resolve("corpus").toString();
        assertThat(fails("train", "train.corpus=" + missing, "train.model=" + folder.resolve("model")))
                .contains("there is no corpus", missing);
    }

    @Test
    void aModelThatIsMissingOrUnreadable() throws IOException {
        String input = file("a.en", "One.\n");
        String output = folder.resolve("out").toString();
        String model = folder.resolve("model").toString();
        String[] translate = {
            "translate", "translate.model=" + model, "translate.input=" + input, "translate.output=" + output
        };
        assertThat(fails(translate)).contains(model);
        Files.createDirectory(folder.resolve("model"));
        for (String name : List.of("model.json", "weights.safetensors", "subwords.source", "SHA256SUMS")) {
            Files.writeString(folder.resolve("model").resolve(name), "this is no model");
        }
        assertThat(fails(translate)).contains("The model can't be read", model);
        assertThat(fails("translate", "translate.model=" + model)).contains("The model can't be read", model);
    }

    @Test
    void translationsAndReferencesOfUnequalLength() throws IOException {
        String hypotheses = file("a.txt", "one\ntwo\n");
        String references = file("b.txt", "one\n");
        assertThat(fails("evaluate", "evaluate.hypotheses=" + hypotheses, "evaluate.references=" + references))
                .contains("2", "1", references);
        assertThat(fails("evaluate", "evaluate.hypotheses=" + hypotheses)).contains("evaluate.references is not set");
        assertThat(fails("evaluate")).contains("nothing to evaluate");
    }

    @Test
    void aBadValueAndAnUnknownKey() throws IOException {
        assertThat(preprocessFails("a", "b", "preprocess.format=xlsx"))
                .contains("one of auto, text, tsv, csv, json, parquet");
        assertThat(preprocessFails("a", "b", "preprocess.sauce=c")).contains("Did you mean preprocess.source?");
    }
}
