package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MisalignedTest implements SparkTest {
    @TempDir
    Path folder;

    private Corpus make(List<Row> sentences, String output, String... more) throws IOException {
        Files.write(
                folder.resolve("a"),
                sentences.stream().map(row -> row.getString(1)).toList());
        Files.write(
                folder.resolve("b"),
                sentences.stream().map(row -> row.getString(2)).toList());
        var overrides = new ArrayList<>(List.of(
                "preprocess.source=" + folder.resolve("a"),
                "preprocess.target=" + folder.resolve("b"),
                "preprocess.output=" + folder.resolve(output),
                "preprocess.holdout.valid=10",
                "preprocess.holdout.test=0",
                "preprocess.subwords.vocabulary-size=400"));
        overrides.addAll(Arrays.asList(more));
        PreprocessJob.run(SparkTest.spark(), Settings.load(Optional.empty(), overrides));
        return Corpus.open(folder.resolve(output).toString(), new Configuration());
    }

    @Test
    void theJobDropsMisalignedPairsButOfGivenSetsAndKeepsTheLexicon() throws IOException {
        var sentences = AlignmentLearningTest.sentences(2000, 0.2);
        long wrong = sentences.stream()
                .filter(row -> row.getLong(0) >= AlignmentLearningTest.WRONG)
                .count();
        Files.writeString(folder.resolve("given.a"), "one two three four\nfive six seven\n");
        Files.writeString(folder.resolve("given.b"), "madimi\nmumu papi mara nanu.\n");
        var corpus = make(
                sentences,
                "corpus",
                "preprocess.filters=[alignment, tokens]",
                "preprocess.valid.source=" + folder.resolve("given.a"),
                "preprocess.valid.target=" + folder.resolve("given.b"));
        var dropped = SparkTest.spark()
                .read()
                .parquet(folder.resolve("corpus/dropped").toString())
                .where("reason = '" + Misaligned.REASON + "'")
                .collectAsList();
        long right = dropped.stream()
                .map(row -> sentences.get((int) row.getLong(row.fieldIndex("id"))))
                .filter(row -> row.getLong(0) >= AlignmentLearningTest.WRONG)
                .count();
        assertThat(corpus.manifest().dropped()).containsEntry(Misaligned.REASON, (long) dropped.size());
        assertThat(right).isGreaterThan(wrong * 97 / 100);
        assertThat(dropped.size() - right).isLessThan(5);
        assertThat(corpus.manifest().sets().get("valid").pairs()).isEqualTo(2);
        assertThat(corpus.manifest().lexicon().misaligned()).isBetween(0.16, 0.24);

        var lexicon = corpus.lexicon(new Configuration());
        assertThat(lexicon.size()).isEqualTo(corpus.manifest().lexicon().entries());
        assertThat(lexicon.translations(AlignmentLearningTest.word("bdfgk", 1), 1))
                .first()
                .satisfies(best -> {
                    assertThat(best.word()).isEqualTo(AlignmentLearningTest.word("mnprs", 1));
                    assertThat(best.probability()).isGreaterThan(0.5);
                });
        Files.writeString(folder.resolve("corpus/lexicon.tsv"), "source\ttarget\tforward\tbackward\n");
        assertThatThrownBy(() -> corpus.lexicon(new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a file of the corpus is damaged");
    }
}
