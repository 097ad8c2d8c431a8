package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SieveTest implements SparkTest {
    private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";
    private static final Column[] ID = {col("id"), col("word")};
    private static final Column[] FEW = {col("few_id"), col("few_word")};
    private static final Column SAME =
            col("id").equalTo(col("few_id")).and(col("word").equalTo(col("few_word")));

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @BeforeEach
    void joinAsIfLarge() {
        spark.conf().set(BROADCAST, -1);
    }

    @AfterEach
    void joinAsBefore() {
        spark.conf().unset(BROADCAST);
    }

    private Dataset<Row> large(String type) {
        return spark.range(10_000).selectExpr("cast(id as " + type + ") id", "concat('w', id % 3) word");
    }

    private Dataset<Row> few(String type) {
        var path = folder.resolve(type).toString();
        large(type).where("id % 100 = 0").toDF("few_id", "few_word").write().parquet(path);
        return spark.read().parquet(path);
    }

    @Test
    void hardlyAnyRowPassesThatHasNoneToGoWith() {
        var passed = Sieve.of(large("bigint"), ID, few("bigint"), FEW);
        assertThat(passed.count()).isBetween(100L, 400L);
        assertThat(passed.where("id % 100 = 0").count()).isEqualTo(100);
    }

    @Test
    void keysOfAnotherTypeAreTheSameKeys() {
        assertThat(Sieve.of(large("bigint"), ID, few("int"), FEW)
                        .where("id % 100 = 0")
                        .count())
                .isEqualTo(100);
        assertThat(Sieve.of(large("smallint"), ID, few("bigint"), FEW)
                        .where("id % 100 = 0")
                        .count())
                .isEqualTo(100);
    }

    @Test
    void whatNoneGoWithIsAllThatTheOthersAreNot() {
        var rest = Sieve.without(large("bigint"), ID, few("bigint"), FEW, SAME);
        assertThat(rest.count()).isEqualTo(9_900);
        assertThat(rest.where("id % 100 = 0").count()).isZero();
    }

    @Test
    void fewThatSparkSendsToAllAreNoFilter() {
        spark.conf().unset(BROADCAST);
        var large = large("bigint");
        assertThat(Sieve.of(large, ID, few("bigint"), FEW)).isSameAs(large);
    }
}
