package io.sparkseq2seq.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest implements SparkTest {
    @TempDir
    java.nio.file.Path folder;

    private final SparkSession spark = SparkTest.spark();

    private Stage stage(String run) {
        return new Stage(spark, new Path(folder.toString(), "stage"), run);
    }

    private Dataset<Row> rows(int from, int to, String status) {
        var rows = IntStream.range(from, to)
                .mapToObj(i -> RowFactory.create("sha" + i, "text " + i, -1.0, 0.5, status, null, null, null, 3))
                .toList();
        return spark.createDataFrame(rows, Stage.SCHEMA).repartition(4);
    }

    private List<String> found(Stage stage) {
        var texts = spark.range(30).selectExpr("concat('sha', id) AS sha256");
        return stage.translations(Optional.empty(), texts).collectAsList().stream()
                .map(row -> row.getString(0) + " " + row.getString(4))
                .sorted()
                .toList();
    }

    private long parts(String run) {
        return Stream.of(folder.resolve("stage").toFile().listFiles())
                .filter(folder -> folder.getName().startsWith(run))
                .flatMap(folder -> Stream.of(folder.list()))
                .filter(name -> name.startsWith("part-"))
                .count();
    }

    @Test
    void translationsOfEndedRunsArePutTogetherAndThoseOfOthersStay() {
        stage("run-first").add(rows(0, 10, "translated"));
        stage("run-first").end(100);
        stage("run-running").add(rows(5, 20, "translated"));
        var last = stage("run-last");
        last.add(rows(20, 25, "translated"));
        last.add(rows(25, 30, "failed"));
        var before = found(stage("run-next"));
        assertThat(before).hasSize(25);
        last.end(100);
        assertThat(parts("run-last")).isGreaterThan(2);
        last.end(4);
        assertThat(found(stage("run-next"))).isEqualTo(before);
        assertThat(parts("run-running")).isGreaterThan(2);
        assertThat(parts("")).isEqualTo(parts("run-running") + 1);
    }

    @Test
    void whatFailedCountsForItsOwnRunAlone() {
        var one = stage("run-one");
        one.add(rows(0, 2, "failed"));
        assertThat(found(one)).hasSize(2);
        assertThat(found(stage("run-two"))).isEmpty();
    }
}
