package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.UserException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkplaceTest implements SparkTest {
    private final SparkSession spark = SparkTest.spark();

    private String of(String name, String given) {
        return Source.workplace(spark, name, given);
    }

    @Test
    void allNamesOfATableHaveOne() {
        var full = of("spark_catalog.default.t", "");
        assertThat(full).endsWith("/warehouse/spark_catalog.default.t");
        assertThat(of("t", "")).isEqualTo(full);
        assertThat(of("default.T", "")).isEqualTo(full);
        assertThat(of("Default.`t`", "")).isEqualTo(full);
        assertThat(of("default.u", "")).isNotEqualTo(full);
        assertThat(of("default.t", "hdfs:///stage/")).isEqualTo("hdfs:///stage/spark_catalog.default.t");
    }

    @Test
    void tablesOfOtherCatalogsHaveTheirsInTheCatalogsWarehouse() {
        assertThat(of("lake.db.t", "")).isEqualTo("target/warehouse/lake/lake.db.t");
        assertThat(of("lake.db.`a.b/c:d`", "/w")).isEqualTo("/w/lake.db.a%2Eb%2Fc%3Ad");
    }

    @Test
    void aDeltaPathStandsForItself() {
        assertThat(of("delta.`/a/B`", "")).isEqualTo("/a/B");
        assertThat(of("delta.`s3a://b/t`", "/w")).isEqualTo("/w/delta/s3a%3A%2F%2Fb%2Ft");
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytics", "project/analytics", "arn:aws:s3tables:eu-central-1:1234:bucket/b"})
    void aWarehouseThatIsNoPathIsAnErrorThatNamesTheSetting(String warehouse) {
        spark.conf().set("spark.sql.catalog.named", "org.apache.iceberg.spark.SparkCatalog");
        spark.conf().set("spark.sql.catalog.named.type", "hadoop");
        spark.conf().set("spark.sql.catalog.named.warehouse", "target/warehouse/named");
        // Opened as a catalog of folders, for there is no server here.
        of("named.db.t", "");
        spark.conf().set("spark.sql.catalog.named.type", "rest");
        spark.conf().set("spark.sql.catalog.named.warehouse", warehouse);
        assertThatThrownBy(() -> of("named.db.t", ""))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(warehouse)
                .hasMessageContaining("translate.incremental.work");
        assertThat(of("named.db.t", "/w")).isEqualTo("/w/named.db.t");
        spark.conf().set("spark.sql.catalog.named.warehouse", "s3://bucket/lake");
        assertThat(of("named.db.t", "")).isEqualTo("s3://bucket/lake/named.db.t");
    }
}
