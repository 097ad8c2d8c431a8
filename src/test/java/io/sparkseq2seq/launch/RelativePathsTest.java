package io.sparkseq2seq.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.PreprocessSettings.Input;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelativePathsTest {
    private static List<String> resolved(List<String> options, String... arguments) {
        var job = JobArguments.of(List.of(arguments));
        return RelativePaths.resolved(
                        job, job.settings(ConfReader.NONE), SubmitOptions.read(options, Map.of()), Path.of("/home/me"))
                .all();
    }

    @Test
    void aDriverElsewhereGetsWholePathsWhereTheMachinesShareADisk() {
        assertThat(resolved(
                        List.of(),
                        "evaluate",
                        "spark.shared-disk=true",
                        "evaluate.hypotheses=out/test.de",
                        "seq2seq.evaluate.references=/data/a.de,b.de",
                        "evaluate.output=hdfs:///scores",
                        "summary=runs/a.json"))
                .endsWith(
                        "evaluate.hypotheses=/home/me/out/test.de",
                        "seq2seq.evaluate.references=/data/a.de,/home/me/b.de",
                        "summary=/home/me/runs/a.json");
        assertThat(resolved(List.of(), "train", "spark.shared-disk=true"))
                .contains("train.corpus=/home/me/corpus", "train.model=/home/me/model");
    }

    @Test
    void aCommaWithinAPatternOrANameIsNoEndOfAPath() {
        var shared = "spark.shared-disk=true";
        assertThat(resolved(
                        List.of(),
                        "preprocess",
                        shared,
                        "preprocess.source=text/{a,b}.en",
                        "preprocess.target=/d/{a,b}.de"))
                .contains("preprocess.source=/home/me/text/{a,b}.en", "preprocess.target=/d/{a,b}.de");
        var inputs = "preprocess.inputs=[{input = \"{a,b}.tmx\", format = tmx}]";
        var all = resolved(List.of(), "preprocess", shared, inputs, "preprocess.output=/corpus");
        assertThat(Settings.load(Optional.empty(), all.subList(1, all.size()))
                        .preprocess()
                        .inputs())
                .extracting(Input::input)
                .containsExactly("/home/me/{a,b}.tmx");
    }

    @Test
    void pathsOfSeveralInputsAreMadeWholeToo() {
        var inputs = "preprocess.inputs=[{name = a, source = a.en, target = /data/a.de},"
                + " {format = table, input = lake.db.pairs, cap = 5}]";
        var all = resolved(List.of(), "preprocess", "spark.shared-disk=true", inputs, "preprocess.output=/corpus");
        var settings = Settings.load(Optional.empty(), all.subList(1, all.size()));
        assertThat(settings.preprocess().inputs())
                .extracting(Input::source, Input::target, Input::input, Input::cap)
                .containsExactly(tuple("/home/me/a.en", "/data/a.de", "", 0L), tuple("", "", "lake.db.pairs", 5L));
        assertThatThrownBy(() -> resolved(List.of(), "preprocess", inputs, "preprocess.output=hdfs:///corpus"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("preprocess.inputs[0].source = a.en is relative to a folder of this machine");
    }

    @Test
    void secretsOfInputsReachTheDriverWhereTheyAreArgumentsAlready(@TempDir Path folder) throws IOException {
        var inputs = "preprocess.inputs=[{source = a.en, target = a.de},"
                + " {source = \"s3a://KEY:SECRET@lake/b.en\", target = b.de}]";
        var all = resolved(List.of(), "preprocess", "spark.shared-disk=true", inputs, "preprocess.output=/corpus");
        var settings = Settings.load(Optional.empty(), all.subList(1, all.size()));
        assertThat(settings.preprocess().inputs().get(1).source()).isEqualTo("s3a://KEY:SECRET@lake/b.en");
        var conf = Files.writeString(folder.resolve("my.conf"), inputs);
        assertThatThrownBy(() -> resolved(
                        List.of(),
                        "preprocess",
                        "--conf=" + conf,
                        "spark.shared-disk=true",
                        "preprocess.output=/corpus"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a secret in preprocess.inputs")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void theCommandDoctorIsLetPass() {
        assertThat(resolved(List.of(), "doctor", "translate.model=hdfs:///model"))
                .containsExactly("doctor", "translate.model=hdfs:///model");
    }

    @Test
    void elsewhereARelativePathIsAMistake() {
        assertThatThrownBy(() -> resolved(List.of(), "train", "train.corpus=hdfs:///corpus", "train.model=my/model"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("train.model = my/model is relative to a folder of this machine")
                .hasMessageContaining("hdfs:///my/model")
                .hasMessageContaining("spark.shared-disk=true");
        assertThatThrownBy(() -> resolved(List.of(), "preprocess", "summary=a.json"))
                .hasMessageContaining("summary = a.json");
    }

    @Test
    void aRelativePathOfAnotherDefaultFileSystemIsTheUsersWhereverTheDriverRuns() {
        var hdfs = List.of("--conf", "spark.hadoop.fs.defaultFS=hdfs://name:8020");
        assertThat(resolved(hdfs, "train", "train.model=my/model")).containsExactly("train", "train.model=my/model");
    }

    @Test
    void namesOfTablesAreNoPaths() {
        var table = new String[] {
            "translate",
            "translate.model=hdfs:///model",
            "translate.format=table",
            "translate.input=lake.db.comments",
            "translate.output-format=table",
            "translate.output=lake.db.comments_de"
        };
        assertThat(resolved(List.of(), table)).containsExactly(table);
        var pairs = new String[] {
            "preprocess",
            "preprocess.format=table",
            "preprocess.input=lake.db.pairs",
            "preprocess.output=hdfs:///corpus"
        };
        assertThat(resolved(List.of(), pairs)).containsExactly(pairs);
    }
}
