package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells whether rules judge as they did. */
class ProvenanceTest implements SparkTest {
    /** A class in a jar. */
    private static final String IN_JAR = Test.class.getName();

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @BeforeEach
    void text() throws IOException {
        Files.writeString(folder.resolve("a"), "one\n");
    }

    private Provenance of(String... rules) {
        return of(spark, rules);
    }

    private Provenance of(SparkSession spark, String... rules) {
        var text = folder.resolve("a");
        return Provenance.of(
                spark,
                Settings.load(
                                Optional.empty(),
                                List.of(
                                        "preprocess.source=" + text,
                                        "preprocess.target=" + text,
                                        "preprocess.filters=[" + String.join(",", rules) + "]"))
                        .preprocess());
    }

    private static String custom(String type, Path... arguments) {
        var quoted = List.of(arguments).stream().map(path -> "\"" + path + "\"").toList();
        return "{custom {type = \"" + type + "\", arguments = " + quoted + "}}";
    }

    @Test
    void ofARuleOfAClassFolderNothingTellsWhetherItHasChanged() {
        var ofFolder = of(custom(ProvenanceTest.class.getName()));
        assertThat(ofFolder.differences(ofFolder))
                .containsExactly(
                        "the code of " + ProvenanceTest.class.getName() + " does not tell whether it has changed");
        var ofJar = of(custom(IN_JAR));
        assertThat(ofJar.differences(of(custom(IN_JAR)))).isEmpty();
    }

    @Test
    void aFileThatARuleIsGivenCountsByItsBytes() throws IOException {
        var list = Files.writeString(folder.resolve("blocked.txt"), "bad");
        var time = Files.getLastModifiedTime(list);
        var rule = custom(IN_JAR, Path.of("no file"), list);
        var before = of(rule);
        assertThat(before.differences(of(rule))).isEmpty();
        Files.writeString(list, "mad");
        Files.setLastModifiedTime(list, time);
        assertThat(before.differences(of(rule)))
                .containsExactly("what '" + list + "' names for " + IN_JAR + " has changed");

        var lists = Files.createDirectories(folder.resolve("lists"));
        Files.writeString(lists.resolve("one"), "bad");
        var ofFolder = of(custom(IN_JAR, lists));
        assertThat(ofFolder.differences(of(custom(IN_JAR, lists)))).isEmpty();
        Files.writeString(lists.resolve("two"), "mad");
        assertThat(ofFolder.differences(of(custom(IN_JAR, lists)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source > current_date()",
                "source > now()",
                "source > current_timestamp",
                "source > localtimestamp()",
                "source = current_user()",
                "source > cast('today' as date)",
                "source > cast(' Now ' as timestamp)"
            })
    void aConditionThatAsksForTheTimeOrTheSessionIsNeverTheSame(String sql) {
        var rule = "{where {drop = \"" + sql + "\"}}";
        var before = of(rule);
        assertThat(before.differences(of(rule)))
                .containsExactly("the condition " + sql + " does not tell whether it has changed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cast(source as int) > 5                    | spark.sql.ansi.enabled            | true",
                "hour(source) > 5                           | spark.sql.session.timeZone        | Asia/Tokyo",
                "cast(source as timestamp) > date'2020-1-1' | spark.sql.session.timeZone        | Asia/Tokyo",
                "to_date(source, 'yyyy') is null            | spark.sql.legacy.timeParserPolicy | LEGACY"
            })
    void aConditionIsTheSameUnderTheSameSettingsOfSpark(String sql, String key, String value) {
        var rule = "{where {drop = \"" + sql + "\"}}";
        var other = spark.newSession();
        assertThat(of(rule).differences(of(other, rule))).isEmpty();
        other.conf().set(key, value);
        assertThat(of(rule).differences(of(other, rule)))
                .singleElement()
                .asString()
                .startsWith(key);
    }

    @Test
    void settingsOfSparkCountWhereAConditionDependsOnThem() {
        var other = spark.newSession();
        other.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        other.conf().set("spark.sql.shuffle.partitions", 17);
        var rule = "{where {drop = \"length(source) > cast(target as int)\"}}";
        assertThat(of(rule).differences(of(other, rule))).isEmpty();
        other.conf().set("spark.sql.ansi.enabled", true);
        assertThat(of("damaged").differences(of(other, "damaged"))).isEmpty();
    }

    @Test
    void aConditionOfAUsersFunctionIsNeverTheSame() {
        spark.udf().register("bad_one", (UDF1<String, Boolean>) String::isEmpty, DataTypes.BooleanType);
        assertThat(new Condition("bad_one(source)").version(spark)).isEmpty();
    }

    @Test
    void aConditionOverBothSidesIsTheSame() {
        var rule = "{where {drop = \"length(source) > 5 or target > date'2020-01-01'\"}}";
        assertThat(of(rule).differences(of(rule))).isEmpty();
        var today = new Condition("target > date'today'").version(spark);
        assertThat(today).isNotEqualTo(new Condition("target > date'yesterday'").version(spark));
    }
}
