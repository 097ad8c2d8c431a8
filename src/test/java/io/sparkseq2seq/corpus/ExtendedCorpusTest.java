package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preprocess given again: of what is as it was nothing is made, and what grows extends the corpus. */
class ExtendedCorpusTest implements SparkTest {
    private static final String MARK = "_seq2seq.json";

    @TempDir
    static Path folder;

    private final SparkSession spark = SparkTest.spark();

    /** A corpus that extends itself: the first run finds none. */
    @BeforeAll
    static void corpus() throws IOException {
        write("old", 0, 200);
        write("new", 200, 300);
        run(input("old"), "before", extending("before"));
    }

    private static String extending(String corpus) {
        return "preprocess.extend=" + folder + "/./" + corpus;
    }

    private static void write(String name, int from, int to) throws IOException {
        for (var side : List.of("en", "zh")) {
            var lines = Files.readAllLines(Path.of("data-samples/train." + side));
            Files.write(folder.resolve(name + "." + side), lines.subList(from, to));
        }
    }

    private static String input(String name) {
        return "{source = \"" + folder.resolve(name) + ".en\", target = \"" + folder.resolve(name) + ".zh\"}";
    }

    private static JobSummary run(String inputs, String output, String... more) {
        var overrides = new ArrayList<>(List.of(
                "preprocess.inputs=[" + inputs + "]",
                "preprocess.output=" + folder.resolve(output),
                "preprocess.holdout.valid=10",
                "preprocess.holdout.test=10",
                "preprocess.subwords.joint=false",
                "preprocess.subwords.vocabulary-size=400"));
        overrides.addAll(Arrays.asList(more));
        return PreprocessJob.run(SparkTest.spark(), Settings.load(Optional.empty(), overrides));
    }

    private Corpus open(String output) {
        return Corpus.open(folder.resolve(output).toString(), new Configuration());
    }

    /** The token ids of all pairs of a set, by the ids of these. */
    private TreeMap<Long, List<List<Integer>>> pairs(Corpus corpus, String set) {
        var pairs = new TreeMap<Long, List<List<Integer>>>();
        for (Row row : corpus.read(spark, set).collectAsList()) {
            pairs.put(row.getLong(0), List.of(row.getList(1), row.getList(2)));
        }
        return pairs;
    }

    private String mark(String output) throws IOException {
        return Files.readString(folder.resolve(output).resolve(MARK));
    }

    @Test
    void givenAgainItLeavesACorpusThatWouldBeTheSame() throws IOException {
        var mark = mark("before");
        var itself = extending("before");
        assertThat(run(input("old"), "before", itself).toString()).containsPattern("outcome +nothing new\n +corpus ");
        assertThat(run(input("old"), "before", itself, "preprocess.overwrite=true")
                        .get("outcome"))
                .isEqualTo("nothing new");

        assertRefused(input("old"), "preprocess.lowercase was 'false' and is 'true'", "preprocess.lowercase=true");
        assertRefused(
                input("old") + "," + input("new"), "preprocess.inputs was another one; preprocess.inputs[1] is new");
        var lines = Files.readAllLines(folder.resolve("old.en"));
        var time = Files.getLastModifiedTime(folder.resolve("old.en"));
        Files.write(folder.resolve("old.en"), List.of("One more."), StandardOpenOption.APPEND);
        assertRefused(input("old"), "preprocess.inputs[0] has changed");
        Files.write(folder.resolve("old.en"), lines);
        Files.setLastModifiedTime(folder.resolve("old.en"), time);

        var file = folder.resolve("before/test/part-00000.parquet");
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertRefused(input("old"), "test/part-00000.parquet");
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(run(input("old"), "before", itself).get("outcome")).isEqualTo("nothing new");

        edited(Manifest.FILE, "\"spark\" : \"" + spark.version(), "\"spark\" : \"3.4.9", "Spark 3.4.9 has made it");
        edited(Provenance.FILE, "Java\" : \"", "Java\" : \"1", "the version of Java has changed");
        assertThat(mark("before")).isEqualTo(mark);
    }

    private void edited(String name, String from, String to, String what) throws IOException {
        var file = folder.resolve("before").resolve(name);
        // Hadoop's sum of the file, which tells an edited one from a whole one.
        Files.deleteIfExists(file.resolveSibling("." + name + ".crc"));
        var before = Files.readString(file);
        assertThat(before).contains(from);
        Files.writeString(file, before.replace(from, to));
        assertRefused(input("old"), what);
        Files.writeString(file, before);
    }

    private void assertRefused(String inputs, String what, String... more) {
        var all = new ArrayList<>(List.of(more));
        all.add(extending("before"));
        assertThatThrownBy(() -> run(inputs, "before", all.toArray(String[]::new)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the output exists already, and is not what would be made now: ")
                .hasMessageContaining(what)
                .hasMessageContaining("preprocess.overwrite=true");
    }

    @Test
    void anExtendedCorpusIsThatOfAllInputsWithTheHeldOutSourcesAndSubwordsOfBefore() throws IOException {
        var all = input("old") + "," + input("new");
        // In place of the corpus that it extends.
        copy(folder.resolve("before"), folder.resolve("extended"));
        run(all, "extended", extending("extended"), "preprocess.overwrite=true");
        run(
                all,
                "whole",
                "preprocess.holdout.like=" + folder.resolve("before"),
                "preprocess.subwords.model=" + folder.resolve("before/subwords.source"),
                "preprocess.subwords.target-model=" + folder.resolve("before/subwords.target"));
        var before = open("before");
        var extended = open("extended");
        var whole = open("whole");
        assertThat(extended.manifest().fingerprint()).isEqualTo(whole.manifest().fingerprint());
        assertThat(extended.manifest().dropped()).isEqualTo(whole.manifest().dropped());
        assertThat(extended.manifest().holdout()).isEqualTo(before.manifest().holdout());
        for (var side : List.of("subwords.source", "subwords.target")) {
            assertThat(folder.resolve("extended").resolve(side))
                    .hasSameBinaryContentAs(folder.resolve("before").resolve(side));
        }
        for (var set : Corpus.SETS) {
            var pairs = pairs(extended, set);
            assertThat(pairs).isEqualTo(pairs(whole, set));
            if (!set.equals("train")) {
                assertThat(pairs).containsAllEntriesOf(pairs(before, set));
                assertThat(pairs.size()).isGreaterThan(pairs(before, set).size());
            }
        }
        assertThat(pairs(before, "train"))
                .containsAllEntriesOf(pairs(extended, "train").headMap(200L));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void whatCountsForNothingIsTold() {
        var before = Predecessor.find(
                settings("preprocess.extend=" + folder.resolve("before")).preprocess(), new Configuration());
        assertThat(before.orElseThrow()
                        .warnings(settings(
                                "preprocess.extend=" + folder.resolve("before"),
                                "preprocess.subwords.vocabulary-size=500")))
                .singleElement()
                .asString()
                .startsWith("preprocess.subwords.vocabulary-size was '400' and is '500', and counts for nothing: ");
    }

    private static Settings settings(String... more) {
        var overrides =
                new ArrayList<>(List.of("preprocess.subwords.joint=false", "preprocess.subwords.vocabulary-size=400"));
        overrides.addAll(Arrays.asList(more));
        return Settings.load(Optional.empty(), overrides);
    }

    @Test
    void whatCannotBeExtendedIsSaid() {
        var extend = extending("before");
        assertThatThrownBy(() -> run(input("old"), "after", extend, "preprocess.subwords.joint=true"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a subword model for each side")
                .hasMessageContaining("Set preprocess.subwords.joint=false.");
        assertThatThrownBy(() -> run(input("old"), "after", extend, "preprocess.lowercase=true"))
                .hasMessageContaining("normalized in another way")
                .hasMessageContaining("no preprocess.extend.");
        assertThatThrownBy(() -> run(input("old"), "after", extending("nowhere")))
                .hasMessageContaining("there is no corpus");
        assertThatThrownBy(() -> run(input("old"), "after", extend, "preprocess.holdout.like=x"))
                .hasMessageContaining("stands beside preprocess.holdout.like");
        for (var other : List.of(extend, "preprocess.holdout.like=" + folder.resolve("before"))) {
            assertThatThrownBy(() -> run(
                            input("old"),
                            "after",
                            other,
                            "preprocess.valid.source=" + folder.resolve("new.en"),
                            "preprocess.valid.target=" + folder.resolve("new.zh")))
                    .hasMessageContaining("held out pairs of its own for preprocess.valid, which is given now")
                    .hasMessageContaining(folder + "/");
        }
        assertThat(folder.resolve("after")).doesNotExist();
    }

    @Test
    void aDamagedCorpusThatExtendsItselfIsNotBegunAnew() throws IOException {
        copy(folder.resolve("before"), folder.resolve("damaged"));
        Files.delete(folder.resolve("damaged/manifest.json"));
        assertThatThrownBy(() -> run(input("old"), "damaged", extending("damaged"), "preprocess.overwrite=true"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("damaged");
        assertThat(folder.resolve("damaged/subwords.source")).exists();
    }
}
