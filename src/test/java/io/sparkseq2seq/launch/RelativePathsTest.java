package io.sparkseq2seq.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
