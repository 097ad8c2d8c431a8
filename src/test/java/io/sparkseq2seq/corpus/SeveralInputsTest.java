package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.Pair;
import io.sparkseq2seq.filter.PairFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One corpus of several texts, the user's own rules, and what became of a pair. */
class SeveralInputsTest implements SparkTest {
    private static final String TALKS = "{ name = talks, source = \"%1$s/en\", target = \"%1$s/de\" }";
    private static final String WEB =
            "{ name = web, input = \"%1$s/web.tsv\", cap = 20, tag = <web>, filters = [ numbers ] }";

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    /** A rule as a user would write it. */
    public static final class Shouted implements PairFilter {
        private static final long serialVersionUID = 1;
        private final String mark;

        public Shouted(List<String> arguments) {
            mark = arguments.get(0);
        }

        @Override
        public String name() {
            return "shouted";
        }

        @Override
        public Optional<String> reason(Pair pair) {
            return pair.source().contains(mark) ? Optional.of("it has a " + mark) : Optional.empty();
        }
    }

    /** 30 lines, and the one of number 3 again. */
    private static Stream<String> talks(String text) {
        return IntStream.concat(IntStream.range(0, 30), IntStream.of(3)).mapToObj(i -> text + i);
    }

    private void write() throws IOException {
        Files.write(folder.resolve("en"), talks("talk number ").toList());
        Files.write(folder.resolve("de"), talks("Vortrag Nummer ").toList());
        var web = IntStream.range(0, 40).mapToObj(i -> "page &amp; " + i + "\tSeite & " + i);
        // 71: numbers differ; 72: shouts; 73: is long
        var bad = Stream.of("page 1\tSeite 2", "wow !\twow !", "a\t" + "b".repeat(99));
        Files.write(folder.resolve("web.tsv"), Stream.concat(web, bad).toList());
    }

    private Settings settings(String inputs, String... more) {
        var overrides = new ArrayList<>(List.of(
                "preprocess.inputs=" + inputs.formatted(folder),
                "preprocess.output=" + folder.resolve("corpus"),
                "preprocess.repair=[entities]",
                "preprocess.filters=[{where {drop = \"length(target) > 50\", name = long}},{custom {type = \""
                        + Shouted.class.getName() + "\", arguments = [\"!\"]}},tokens]",
                "preprocess.holdout.valid=3",
                "preprocess.holdout.test=3",
                "preprocess.subwords.vocabulary-size=320"));
        overrides.addAll(Arrays.asList(more));
        return Settings.load(Optional.empty(), overrides);
    }

    private String explain(long id, String... more) {
        var all = Stream.concat(Arrays.stream(more), Stream.of("preprocess.explain=" + id));
        return PreprocessJob.run(spark, settings("[" + TALKS + "," + WEB + "]", all.toArray(String[]::new)))
                .toString();
    }

    /** A rule with a mistake in it. */
    public static final class Failing implements PairFilter {
        private static final long serialVersionUID = 1;

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Optional<String> reason(Pair pair) {
            throw new IllegalArgumentException("no such colour");
        }
    }

    @Test
    void eachInputHasItsOwnFormatRulesCapAndTagAndEveryPairIsExplained() throws IOException {
        write();
        PreprocessJob.run(spark, settings("[" + TALKS + "," + WEB + "]"));
        var corpus = Corpus.open(folder.resolve("corpus").toString(), new Configuration());
        var manifest = corpus.manifest();
        assertThat(manifest.read()).isEqualTo(74);
        assertThat(manifest.dropped())
                .containsEntry("other numbers", 1L)
                .containsEntry("duplicate", 1L)
                .containsEntry("shouted", 1L)
                .containsEntry("long", 1L)
                .containsEntry(Caps.OVER, 20L);
        long web = 0;
        for (var set : Corpus.SETS) {
            for (var row : corpus.read(spark, set).collectAsList()) {
                int[] ids = row.<Integer>getList(1).stream().mapToInt(i -> i).toArray();
                var source = corpus.sourceSubwords().decode(ids);
                boolean isWeb = row.getLong(0) >= 31;
                web += isWeb ? 1 : 0;
                assertThat(corpus.sourceSubwords().piece(ids[0]).equals("<web>"))
                        .isEqualTo(source.startsWith("<web> "));
                assertThat(source.startsWith("<web> ")).as(set + ": " + source).isEqualTo(isWeb && set.equals("train"));
            }
        }
        assertThat(web).isEqualTo(20);

        assertThat(Files.readString(folder.resolve("corpus/report.html")))
                .contains("74 pairs read, 50 kept", "<td>other numbers</td><td>1</td><td>1.4 %</td>")
                .contains("page 1", "Pairs by tokens, %", "latin 100.0 %", "cap inputs")
                .doesNotContain("<web>");

        assertThat(explain(3)).contains("input   talks", "talk number 3", "set ", "source tokens");
        assertThat(explain(71)).contains("input   web", "other numbers  yes: 0 of 2 numbers", "dropped  other numbers");
        assertThat(explain(30)).contains("dropped", "duplicate", "pair 3", "talk number 3", "which is    in the set ");
        assertThat(explain(72)).contains("shouted        yes: it has a !", "dropped  shouted");
        // In the order of the settings, whatever judges them.
        assertThat(explain(72)).containsPattern("(?s)\\blong +no\\b.*\\bshouted +yes.*\\btokens +judged later");
        assertThat(explain(73)).contains("yes: length(target) > 50", "dropped  long");
        assertThat(IntStream.range(31, 71)
                        .mapToObj(id -> dropped(id))
                        .filter(d -> d)
                        .count())
                .isEqualTo(20);
        assertThat(explain(31))
                .containsPattern("as read\\s+source  page &amp; 0")
                .containsPattern("repaired\\s+source  page & 0");
        assertThatThrownBy(() -> explain(74))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no pair 74: the last one is 73");
        assertThat(explain(71, "preprocess.lowercase=true"))
                .contains("made with other settings", "preprocess.lowercase");
    }

    private boolean dropped(long id) {
        return spark.read()
                        .parquet(folder.resolve("corpus/dropped").toString())
                        .where("id = " + id + " and reason = \"" + Caps.OVER + "\"")
                        .count()
                > 0;
    }

    @Test
    void whatIsWrongWithAnInputOrARuleIsSaid() throws IOException {
        write();
        assertSaid("[{name = x}]", "it names no files", "preprocess.inputs[0]");
        assertSaid("[{source = a}]", "only one of the two sides is given", "preprocess.inputs[0].source");
        assertThatThrownBy(() -> settings("[" + TALKS + "]", "preprocess.source=a"))
                .hasMessageContaining("stand beside preprocess.source");
        assertThatThrownBy(() -> settings("[{input = a.tsv, filters = [tokens]}]"))
                .hasMessageContaining("judges when all inputs are one");
        assertThatThrownBy(() -> settings("[{input = a.tsv, tag = \"a b\"}]"))
                .hasMessageContaining("has a space in it");
        assertRule("{where {drop = \"lenght(target) > 5\"}}", "Spark does not understand the condition", "lenght");
        assertRule("{where {drop = \"target >\"}}", "Spark does not understand the condition", "target >");
        assertRule("{where {drop = \"length(target)\"}}", "Spark does not understand the condition", "it is int");
        assertRule("{where {drop = \"id > 5\"}}", "Spark does not understand the condition", "id");
        assertRule(
                "{where {drop = \"row_number() over (order by source) > 1\"}}",
                "a condition is not of one pair",
                "Leave out");
        assertRule("{where {drop = \"count(*) > 1\"}}", "a condition is not of one pair", "Leave out");
        assertRule("{where {drop = \"source = ''\", name = duplicate}}", "a rule is called 'duplicate'", "of its own");
        assertRule(
                "{where {drop = \"rand() > 0.5\"}}",
                "a condition is not of one pair, or not the same on every run",
                "");
        // Errors of SQL that only a pair brings to light.
        assertRule(
                "{where {drop = \"element_at(split(source, ' '), 0) = 'x'\"}}",
                "Spark cannot work out a condition for some pair: [INVALID_INDEX_OF_ZERO]",
                "where: element_at");
        assertRule("{where {drop = \"assert_true(false) is null\"}}", "cannot work out a condition", "is not true");
        var failing = "{custom {type = \"" + Failing.class.getName() + "\"}}";
        assertThatThrownBy(() ->
                        PreprocessJob.run(spark, settings("[" + TALKS + "]", "preprocess.filters=[" + failing + "]")))
                .hasStackTraceContaining(UserException.class.getName() + ": a rule has thrown")
                .hasStackTraceContaining("no such colour");
        assertRule("{custom {type = org.example.Nowhere}}", "there is no class org.example.Nowhere", "--jars");
        assertRule(
                "{custom {type = java.lang.String}}", "java.lang.String is no io.sparkseq2seq.filter.PairFilter", "");
        assertRule(
                "{custom {type = \"" + Shouted.class.getName() + "\"}}",
                "has no public constructor without parameters",
                "");
    }

    private void assertSaid(String inputs, String... said) {
        assertThatThrownBy(() -> PreprocessJob.run(spark, settings(inputs)))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll(said);
    }

    private void assertRule(String rule, String... said) {
        assertThatThrownBy(() ->
                        PreprocessJob.run(spark, settings("[" + TALKS + "]", "preprocess.filters=[" + rule + "]")))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll(said);
    }
}
