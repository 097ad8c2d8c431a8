package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.DataFormat;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;

class StoredRowsTest implements SparkTest {
    private final SparkSession spark = SparkTest.spark();

    private StorageLevel level(String query) {
        spark.sql(query).createOrReplaceTempView("stored_rows");
        var rows = StoredRows.of(Source.open(spark, DataFormat.TABLE, "stored_rows", SourceTest.OPTIONS));
        try {
            return rows.getStorageLevel();
        } finally {
            rows.unpersist(false);
            spark.catalog().dropTempView("stored_rows");
        }
    }

    @Test
    void rowsAreKeptOnDiskWhereTheirOrderIsNotTheSameEachTime() {
        for (var shuffled : new String[] {
            "select /*+ repartition(3) */ id from range(9)",
            "select id % 3 as id, count(1) as many from range(9) group by 1",
            "select a.id from range(9) a join range(9) b on a.id = b.id",
            "select 0 as id union all select id from (select id from range(9) distribute by id)"
        }) {
            assertThat(level(shuffled)).as(shuffled).isEqualTo(StorageLevel.DISK_ONLY());
        }
    }

    @Test
    void aColumnByTheNameOfAShuffleIsNone() {
        assertThat(level("select id as Exchange, concat('Exchange ', id) as text from range(9)"))
                .isEqualTo(StorageLevel.NONE());
    }
}
