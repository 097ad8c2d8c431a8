package io.sparkseq2seq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.metric.Score;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** On a model of random weights, which babbles: what it says is of no matter, that it is scored and shown is. */
class EvaluateModelTest implements SparkTest {
    private static final List<String> ENGLISH = List.of("Tom likes tea", "We <play> & sing", "Is it cold?");
    private static final List<String> CHINESE = List.of("汤姆喜欢茶", "我们<玩>和唱歌", "冷吗？");

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeCorpusAndModel() throws IOException {
        write("train", 60);
        write("test", 9);
        PreprocessJob.run(
                SparkTest.spark(),
                settings(
                        "preprocess.source=" + folder.resolve("train.en"),
                        "preprocess.target=" + folder.resolve("train.zh"),
                        "preprocess.test.source=" + folder.resolve("test.en"),
                        "preprocess.test.target=" + folder.resolve("test.zh"),
                        "preprocess.holdout.valid=0",
                        "preprocess.output=" + folder.resolve("corpus"),
                        "preprocess.subwords.vocabulary-size=330"));
        var corpus = Corpus.open(folder.resolve("corpus").toString(), new Configuration());
        var model = settings(
                        "model.embedding=8",
                        "model.encoder.hidden=12",
                        "model.decoder.hidden=12",
                        "model.attention.hidden=8",
                        "model.init-scale=2")
                .model();
        var graph = new ComputationGraph(Network.configure(
                model,
                corpus.sourceSubwords().size(),
                corpus.targetSubwords().size(),
                0,
                new NoOp(),
                DataType.FLOAT,
                1));
        graph.init();
        var path = new org.apache.hadoop.fs.Path(folder.resolve("model").toUri());
        ModelWriter.write(
                path,
                new Configuration(),
                graph,
                corpus.sourceSubwords(),
                corpus.targetSubwords(),
                new ModelWriter.Origin("test", 1, corpus.manifest().fingerprint(), ""));
        Checksums.write(path, Set.of(), new Configuration());
    }

    private static void write(String name, int pairs) throws IOException {
        Files.write(folder.resolve(name + ".en"), lines(ENGLISH, name, pairs));
        Files.write(folder.resolve(name + ".zh"), lines(CHINESE, name, pairs));
    }

    private static List<String> lines(List<String> phrases, String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> phrases.get(i % 3) + " " + name + i)
                .toList();
    }

    private static Settings settings(String... overrides) {
        return Settings.load(Optional.empty(), List.of(overrides));
    }

    private static JobSummary evaluate(SparkSession spark, String... more) {
        var overrides = new ArrayList<>(List.of(
                "evaluate.model=" + folder.resolve("model"),
                "evaluate.corpus=" + folder.resolve("corpus"),
                "evaluate.tokenize=zh",
                "evaluate.pictures=2",
                "evaluate.samples=2",
                "evaluate.beam=2",
                "translate.max-length=12",
                "translate.batch=2"));
        overrides.addAll(List.of(more));
        return EvaluateJob.run(spark, settings(overrides.toArray(String[]::new)));
    }

    @Test
    void everySentenceIsTranslatedScoredAndShown(SparkSession spark) throws Exception {
        JobSummary summary = evaluate(spark);
        Path output = folder.resolve("model/evaluation");

        List<String> rows = Files.readAllLines(output.resolve("translations.tsv"));
        assertThat(rows.get(0)).isEqualTo("source\treference\ttranslation\tlog_probability");
        var cells = rows.stream().skip(1).map(row -> row.split("\t", -1)).toList();
        assertThat(cells).extracting(row -> row[0]).containsExactlyElementsOf(lines(ENGLISH, "test", 9));
        assertThat(cells).extracting(row -> row[1]).containsExactlyElementsOf(lines(CHINESE, "test", 9));
        assertThat(cells)
                .allSatisfy(row -> assertThat(Double.parseDouble(row[3])).isNegative());

        List<Score> expected = EvaluateJob.scorer(
                        settings("evaluate.tokenize=zh").evaluate())
                .scores(
                        cells.stream().map(row -> row[2]).toList(),
                        cells.stream().map(row -> List.of(row[1])).toList());
        var json = new ObjectMapper().readTree(output.resolve("scores.json").toFile());
        assertThat(json).isEqualTo(new ObjectMapper().readTree(summary.toJson()));
        assertThat(json.get("sentences").asInt()).isEqualTo(9);
        assertThat(json.get("calibration_error").asDouble()).isBetween(0.0, 1.0);
        for (Score score : expected) {
            assertThat(json.get(score.signature().metric()).get("score").decimalValue())
                    .isEqualByComparingTo(score.rounded(4));
        }

        String page = Files.readString(output.resolve("report.html"));
        assertThat(page)
                .contains(
                        "zh|smooth:exp",
                        "We &lt;play&gt; &amp; sing",
                        "汤姆喜欢茶",
                        "The worst",
                        "By confidence",
                        "prefers-color-scheme")
                .doesNotContain("<play>", "<script", "http-equiv");
        for (int i = 1; i <= 2; i++) {
            String picture = Files.readString(output.resolve("attention-" + i + ".svg"));
            assertThat(page).contains(picture.strip());
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(output.resolve("attention-" + i + ".svg").toFile());
        }
        assertThat(output.resolve("attention-3.svg")).doesNotExist();
    }

    @Test
    void theModelsOwnEvaluationIsReplacedAndAnotherOutputOnlyWhenAsked(SparkSession spark) throws IOException {
        Path inside = folder.resolve("model/evaluation");
        evaluate(spark, "evaluate.pictures=1");
        assertThat(inside.resolve("attention-1.svg")).exists();
        evaluate(spark, "evaluate.pictures=0");
        assertThat(inside.resolve("attention-1.svg")).doesNotExist();

        String other = folder.resolve("other").toString();
        evaluate(spark, "evaluate.output=" + other, "evaluate.samples=0");
        assertThatThrownBy(() -> evaluate(spark, "evaluate.output=" + other))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("overwrite=true");
        evaluate(spark, "evaluate.output=" + other, "evaluate.overwrite=true", "evaluate.samples=0");
        try (var files = Files.list(Path.of(other))) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .contains("report.html", "scores.json", "translations.tsv", "attention-1.svg");
        }
    }

    @Test
    void whatIsMissingOrEmptyIsTheUsersToMend(SparkSession spark) {
        String unwritten = folder.resolve("unwritten").toString();
        assertThatThrownBy(() -> evaluate(spark, "evaluate.set=valid", "evaluate.output=" + unwritten))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the valid set is empty");
        assertThatThrownBy(() -> evaluate(spark, "evaluate.corpus=" + folder + "/none"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no corpus");
        assertThatThrownBy(() -> evaluate(spark, "evaluate.model=" + folder + "/none"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(folder + "/none");
        assertThat(Path.of(unwritten)).doesNotExist();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aDamagedCorpusIsNotScored(SparkSession spark) throws IOException {
        Path damaged = folder.resolve("damaged");
        Files.createDirectories(damaged);
        try (var files = Files.walk(folder.resolve("corpus"))) {
            for (var file :
                    files.filter(file -> !file.toString().endsWith(".crc")).toList()) {
                Path to = damaged.resolve(
                        folder.resolve("corpus").relativize(file).toString());
                if (!Files.exists(to)) {
                    Files.copy(file, to);
                }
            }
        }
        Path part = damaged.resolve("test/part-00000.parquet");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 3] ^= 4;
        Files.write(part, bytes);
        assertThatThrownBy(() -> evaluate(spark, "evaluate.corpus=" + damaged))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds other bytes than preprocess wrote")
                .hasMessageContaining(part.toString());
    }
}
