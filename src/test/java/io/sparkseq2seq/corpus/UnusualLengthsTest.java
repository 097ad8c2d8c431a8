package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.parallel.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class UnusualLengthsTest implements SparkTest {
    /** Targets of about a third of their sources' characters, as Chinese is; each tenth is cut off. */
    private static List<Row> pairs(int count) {
        var random = new Random(2);
        var pairs = new ArrayList<Row>();
        for (long id = 0; id < count; id++) {
            int source = 30 + random.nextInt(60);
            double target = source / 3.0 * Math.exp(0.1 * random.nextGaussian());
            pairs.add(RowFactory.create(
                    id, "a".repeat(source), "字".repeat((int) Math.round(id % 10 == 0 ? target / 3 : target))));
        }
        return pairs;
    }

    private Set<Long> unusual(List<Row> pairs, int partitions) {
        var rows = SparkTest.spark().createDataFrame(pairs, Pairs.SCHEMA).repartition(partitions);
        var ids = new TreeSet<Long>();
        for (var row : UnusualLengths.judge(rows, 4).orElseThrow().collectAsList()) {
            if (!row.isNullAt(3)) {
                assertThat(row.getString(3)).isEqualTo("unusual lengths");
                ids.add(row.getLong(0));
            }
        }
        return ids;
    }

    @Test
    void whatWasCutOffIsFoundByWhatTheCorpusShowsOfLengths() {
        var pairs = pairs(1_000);
        var found = unusual(pairs, 1);
        assertThat(found).hasSizeBetween(98, 102);
        assertThat(found.stream().filter(id -> id % 10 != 0).count()).isLessThan(2);
        assertThat(unusual(pairs, 5)).isEqualTo(found);
    }

    @Test
    void aFewPairsTellNothing() {
        assertThat(UnusualLengths.judge(SparkTest.spark().createDataFrame(pairs(400), Pairs.SCHEMA), 4))
                .isEmpty();
    }
}
