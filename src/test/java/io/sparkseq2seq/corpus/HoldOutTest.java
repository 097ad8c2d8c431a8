package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.UserException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class HoldOutTest implements SparkTest {
    private final SparkSession spark = SparkTest.spark();

    /** 200 pairs of 100 sources, the two targets of each far apart. */
    private Dataset<Row> pairs(int partitions) {
        return spark.range(0, 200, 1, partitions)
                .selectExpr("id", "concat('source ', id % 100) as source", "concat('target ', id) as target");
    }

    private static Map<String, Set<String>> sources(Dataset<Row> assigned) {
        return assigned.collectAsList().stream()
                .collect(Collectors.groupingBy(
                        row -> row.getAs("set"),
                        Collectors.mapping(row -> row.<String>getAs("source"), Collectors.toSet())));
    }

    @Test
    void noSourceIsInTwoSetsWhateverItsTargets() {
        var assigned = new HoldOut(10, 15, 1).assign(pairs(4));
        var sources = sources(assigned);
        assertThat(sources.get("valid")).hasSize(10).doesNotContainAnyElementsOf(sources.get("test"));
        assertThat(sources.get("test")).hasSize(15).doesNotContainAnyElementsOf(sources.get("train"));
        assertThat(sources.get("train")).hasSize(75).doesNotContainAnyElementsOf(sources.get("valid"));
        assertThat(assigned.where("set = 'valid'").count()).isEqualTo(20);
    }

    @Test
    void seedAndDataDecideNotThePartitions() {
        var sources = sources(new HoldOut(10, 15, 1).assign(pairs(4)));
        assertThat(sources(new HoldOut(10, 15, 1).assign(pairs(1)))).isEqualTo(sources);
        assertThat(sources(new HoldOut(10, 15, 2).assign(pairs(4)))).isNotEqualTo(sources);
    }

    @Test
    void oneSetOrNoneMayBeHeldOut() {
        assertThat(sources(new HoldOut(0, 5, 1).assign(pairs(2)))).containsOnlyKeys("train", "test");
        assertThat(sources(new HoldOut(5, 0, 1).assign(pairs(2)))).containsOnlyKeys("train", "valid");
        assertThat(sources(new HoldOut(0, 0, 1).assign(pairs(2)))).containsOnlyKeys("train");
    }

    @Test
    void holdingOutEverythingIsRefused() {
        assertThatThrownBy(() -> new HoldOut(50, 50, 1).assign(pairs(2)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("100 distinct sources, and 100 of them");
    }
}
