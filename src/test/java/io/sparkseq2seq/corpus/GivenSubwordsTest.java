package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.subword.SentencePieces;
import io.sparkseq2seq.text.Normalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora of subwords that are unigrams, or were made before. */
class GivenSubwordsTest implements SparkTest {
    private static final Path GOLDEN = Path.of("src/test/resources/subword");

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @BeforeEach
    void texts() throws IOException {
        for (var side : List.of("en", "zh")) {
            var lines = Files.readAllLines(Path.of("data-samples/train." + side));
            Files.write(folder.resolve(side), lines.subList(0, 300));
        }
    }

    @AfterEach
    void asBefore() {
        spark.conf().set("spark.sql.shuffle.partitions", 3);
    }

    private Corpus make(String output, String... more) {
        var overrides = new ArrayList<>(List.of(
                "preprocess.source=" + folder.resolve("en"),
                "preprocess.target=" + folder.resolve("zh"),
                "preprocess.output=" + folder.resolve(output),
                "preprocess.holdout.valid=10",
                "preprocess.holdout.test=10",
                "preprocess.subwords.vocabulary-size=700"));
        overrides.addAll(Arrays.asList(more));
        PreprocessJob.run(spark, Settings.load(Optional.empty(), overrides));
        return Corpus.open(folder.resolve(output).toString(), new Configuration());
    }

    private void textIsThere(Corpus corpus) throws IOException {
        var lines = Files.readAllLines(folder.resolve("zh"));
        for (var row : corpus.read(spark, "test").collectAsList()) {
            var ids =
                    row.<Integer>getList(2).stream().mapToInt(Integer::intValue).toArray();
            assertThat(corpus.targetSubwords().decode(ids)).isEqualTo(lines.get((int) row.getLong(0)));
        }
    }

    @Test
    void unigramsAreTheSameForAnyPartitioningAndServeAnotherCorpus() throws IOException {
        var one = make("one", "preprocess.subwords.algorithm=unigram");
        assertThat(one.sourceSubwords().size()).isEqualTo(700);
        textIsThere(one);
        spark.conf().set("spark.sql.shuffle.partitions", 7);
        var other = make(
                "other",
                "preprocess.subwords.joint=false",
                "preprocess.subwords.model=" + folder.resolve("one/subwords.source"),
                "preprocess.subwords.algorithm=unigram");
        assertThat(other.manifest().source().sha256())
                .isEqualTo(one.manifest().source().sha256());
        textIsThere(other);
    }

    @Test
    void subwordsAreWrittenForSentencePieceAndNothingIsReplacedUnasked() throws IOException {
        var corpus = make("corpus", "preprocess.subwords.algorithm=unigram");
        var prefix = folder.resolve("exported").toString();
        var file = folder.resolve("corpus/subwords.target").toString();
        var hadoop = new Configuration();
        assertThat(SubwordExport.write(file, prefix, false, hadoop).toString()).contains("700");
        var back = SentencePieces.read(Files.readAllBytes(Path.of(prefix + ".model")), prefix, Normalizer.PLAIN);
        for (int id = 4; id < 700; id++) {
            assertThat(back.piece(id)).isEqualTo(corpus.targetSubwords().piece(id));
        }
        for (var line : Files.readAllLines(folder.resolve("en"))) {
            assertThat(back.encode(line)).isEqualTo(corpus.targetSubwords().encode(line));
        }
        assertThat(Files.readAllLines(Path.of(prefix + ".vocab"))).hasSize(700).contains("<0x41>\t0");
        assertThatThrownBy(() -> SubwordExport.write(file, prefix, false, hadoop))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there already");
        assertThatThrownBy(() -> SubwordExport.write(folder + "/none", prefix, true, hadoop))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void aModelOfSentencePieceCutsTheCorpus() throws IOException {
        var corpus = make("corpus", "preprocess.subwords.model=" + GOLDEN.resolve("bpe.model"));
        var subwords =
                SentencePieces.read(Files.readAllBytes(GOLDEN.resolve("bpe.model")), "bpe.model", Normalizer.PLAIN);
        assertThat(corpus.sourceSubwords().size()).isEqualTo(subwords.size());
        var lines = Files.readAllLines(folder.resolve("en"));
        for (var row : corpus.read(spark, "test").collectAsList()) {
            assertThat(row.<Integer>getList(1).stream().mapToInt(Integer::intValue))
                    .containsExactly(Arrays.stream(subwords.encode(lines.get((int) row.getLong(0))))
                            .boxed()
                            .toArray(Integer[]::new));
        }
        textIsThere(corpus);
    }

    @Test
    void aPairOfWhichARuleOfTheModelLeavesNothingIsDropped() throws IOException {
        Files.writeString(folder.resolve("en"), "\u200b\n", StandardOpenOption.APPEND); // what its rules leave out
        Files.writeString(folder.resolve("zh"), "无\n", StandardOpenOption.APPEND);
        var corpus = make("corpus", "preprocess.subwords.model=" + GOLDEN.resolve("unigram.model"));
        assertThat(corpus.manifest().dropped()).containsEntry("no tokens", 1L);
    }

    @Test
    void mergesOfSubwordNmtAreLearnedAndServeAnotherCorpusAsItsCodes() throws IOException {
        var one = make("one", "preprocess.subwords.algorithm=subword-nmt");
        textIsThere(one);
        var exported = SubwordExport.write(
                folder.resolve("one/subwords.source").toString(),
                folder.resolve("one").toString(),
                false,
                new Configuration());
        assertThat(exported.toString()).contains("one.codes");
        assertThat(Files.readAllLines(folder.resolve("one.codes")))
                .startsWith("#version: 0.2")
                .hasSizeGreaterThan(40);
        var other = make("other", "preprocess.subwords.model=" + folder.resolve("one.codes"));
        assertThat(other.manifest().source().merges())
                .isEqualTo(one.manifest().source().merges());
        textIsThere(other);
    }

    @Test
    void whatIsNoSubwordModelIsRefused() throws IOException {
        assertThatThrownBy(() -> make("bad", "preprocess.subwords.model=" + folder.resolve("none")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no subword model");
        assertThatThrownBy(() -> make("bad", "preprocess.subwords.target-model=" + folder.resolve("none")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the sides share one model");
        assertThatThrownBy(() -> make("bad", "preprocess.subwords.target-vocabulary-size=600"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no size for the target alone");
    }
}
