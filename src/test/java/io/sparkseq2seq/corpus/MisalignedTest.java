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
import java.util.Set;
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

        assertOnlyPairsHaveBars(corpus.manifest(), Files.readString(folder.resolve("corpus/report.html")));
        assertThat(ofAnEarlierVersion().steps()).isEqualTo(corpus.manifest().steps());

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

    private static void assertOnlyPairsHaveBars(Manifest manifest, String report) {
        for (var step : manifest.steps()) {
            boolean learns = Set.of("learn alignment", "subwords").contains(step.name());
            assertThat(step.leavesPairs()).as(step.name()).isEqualTo(!learns);
            assertThat(report.lines().filter(line -> line.startsWith("<tr><td>" + step.name() + "</td>")))
                    .singleElement()
                    .matches(row -> row.contains("class=\"bar\"") == !learns);
        }
        assertThat(manifest.steps()).extracting(Manifest.Step::unit).contains("links", "subwords");
        // The most pairs are the whole bar, whatever else was counted.
        long most = manifest.steps().stream()
                .filter(Manifest.Step::leavesPairs)
                .mapToLong(Manifest.Step::count)
                .max()
                .orElseThrow();
        var whole = manifest.steps().stream()
                .filter(step -> step.leavesPairs() && step.count() == most)
                .map(step -> "<tr><td>" + step.name() + "</td>");
        assertThat(whole).allSatisfy(step -> assertThat(report.lines().filter(line -> line.startsWith(step)))
                .singleElement()
                .asString()
                .contains("width:100.0%"));
    }

    /** The manifest as it was before steps told what they count. */
    private Manifest ofAnEarlierVersion() throws IOException {
        var json = Files.readString(folder.resolve("corpus/manifest.json"));
        var older = json.replaceAll(",\\s*\"unit\"\\s*:\\s*\"[a-z]+\"", "");
        assertThat(older).doesNotContain("\"unit\"");
        Files.createDirectories(folder.resolve("older"));
        Files.writeString(folder.resolve("older/manifest.json"), older);
        return Manifest.read(
                new org.apache.hadoop.fs.Path(folder.resolve("older").toString()), new Configuration());
    }
}
