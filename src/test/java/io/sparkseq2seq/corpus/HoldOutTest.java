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

    private Dataset<Row> assign(int valid, int test, long seed, int partitions) {
        return HoldOut.of(pairs(partitions), valid, test, seed).assign(pairs(partitions));
    }

    private static Map<String, Set<String>> sources(Dataset<Row> assigned) {
        return assigned.collectAsList().stream()
                .collect(Collectors.groupingBy(
                        row -> row.getAs("set"),
                        Collectors.mapping(row -> row.<String>getAs("source"), Collectors.toSet())));
    }

    @Test
    void noSourceIsInTwoSetsWhateverItsTargets() {
        var assigned = assign(10, 15, 1, 4);
        var sources = sources(assigned);
        assertThat(sources.get("valid")).hasSize(10).doesNotContainAnyElementsOf(sources.get("test"));
        assertThat(sources.get("test")).hasSize(15).doesNotContainAnyElementsOf(sources.get("train"));
        assertThat(sources.get("train")).hasSize(75).doesNotContainAnyElementsOf(sources.get("valid"));
        assertThat(assigned.where("set = 'valid'").count()).isEqualTo(20);
    }

    @Test
    void seedAndDataDecideNotThePartitions() {
        var sources = sources(assign(10, 15, 1, 4));
        assertThat(sources(assign(10, 15, 1, 1))).isEqualTo(sources);
        assertThat(sources(assign(10, 15, 2, 4))).isNotEqualTo(sources);
    }

    @Test
    void oneSetOrNoneMayBeHeldOut() {
        assertThat(sources(assign(0, 5, 1, 2))).containsOnlyKeys("train", "test");
        assertThat(sources(assign(5, 0, 1, 2))).containsOnlyKeys("train", "valid");
        assertThat(sources(assign(0, 0, 1, 2))).containsOnlyKeys("train");
    }

    @Test
    void holdingOutEverythingIsRefused() {
        assertThatThrownBy(() -> assign(50, 50, 1, 2))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("100 distinct sources, and 100 of them");
    }

    @Test
    void theBoundsOfAnEarlierCorpusKeepItsSetsHeldOutAsTheDataGrow() {
        var bounds = HoldOut.of(pairs(2), 10, 15, 1);
        var before = sources(bounds.assign(pairs(2)));
        var more = pairs(2).union(spark.range(200, 1200)
                .selectExpr("id", "concat('new ', id) as source", "concat('target ', id) as target"));
        var after = sources(bounds.assign(more));
        assertThat(after.get("valid")).containsAll(before.get("valid"));
        assertThat(after.get("test")).containsAll(before.get("test"));
        // 15 of 100 before, so some 165 of 1,100.
        assertThat(after.get("test")).hasSizeBetween(120, 210);
        assertThat(sources(bounds.without(true, false).assign(pairs(2)))).containsOnlyKeys("train", "test");
        assertThat(sources(bounds.without(false, true).assign(pairs(2)))).containsOnlyKeys("train", "valid");
        assertThat(sources(bounds.without(true, true).assign(pairs(2)))).containsOnlyKeys("train");
    }
}
