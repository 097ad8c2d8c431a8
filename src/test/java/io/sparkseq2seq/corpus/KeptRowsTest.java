package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.parallel.Pairs;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptRowsTest implements SparkTest {
    private static Dataset<Row> pairs(List<Row> rows, int partitions) {
        return SparkTest.spark().createDataFrame(rows, Pairs.SCHEMA).repartition(partitions, functions.col(Pairs.ID));
    }

    private static List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (long id = 0; id < 3000; id++) {
            rows.add(RowFactory.create(id, id % 7 == 0 ? null : "ü" + "x".repeat((int) id % 300), "target " + id));
        }
        rows.add(RowFactory.create(3000L, "y".repeat(1_000_000), ""));
        return rows;
    }

    /** In one partition they take several chunks, one of which is a row that is larger than a chunk. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void keptRowsAreThoseThatWereComputed(int partitions) {
        var kept = KeptRows.of(pairs(rows(), partitions), KeptRows.Count::new);
        try {
            assertThat(kept.tally().rows()).isEqualTo(3001);
            assertThat(kept.rows().schema()).isEqualTo(Pairs.SCHEMA);
            assertThat(kept.rows().orderBy(Pairs.ID).collectAsList()).isEqualTo(rows());
        } finally {
            kept.release();
        }
    }

    @Test
    void rowsAreComputedOnce() {
        LongAccumulator computed = SparkTest.spark().sparkContext().longAccumulator("computed");
        var counting = functions
                .udf(
                        (Long id) -> {
                            computed.add(1);
                            return id;
                        },
                        DataTypes.LongType)
                .asNondeterministic();
        var counted = pairs(rows(), 2).withColumn(Pairs.ID, counting.apply(functions.col(Pairs.ID)));
        var kept = KeptRows.of(counted, KeptRows.Count::new);
        try {
            assertThat(kept.tally().rows()).isEqualTo(3001);
            assertThat(kept.rows().where("id < 10").count()).isEqualTo(10);
            assertThat(computed.value()).isEqualTo(3001);
        } finally {
            kept.release();
        }
    }

    /** Counts the partitions' tallies that were closed. */
    private static final class Closed implements KeptRows.Tally<Closed> {
        private static final long serialVersionUID = 1;
        private boolean isClosed;
        private int closed;

        @Override
        public void add(InternalRow row) {
            assertThat(isClosed).isFalse();
        }

        @Override
        public Closed plus(Closed other) {
            closed += other.closed + (other.isClosed ? 1 : 0);
            return this;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    @Test
    void theTallyOfAPartitionIsClosedBehindItsLastRow() {
        var kept = KeptRows.of(pairs(rows(), 3), Closed::new);
        assertThat(kept.tally().closed).isEqualTo(3);
        kept.release();
    }

    @Test
    void noRowsAtAllCountAsNone() {
        var kept = KeptRows.of(SparkTest.spark().createDataFrame(List.of(), Pairs.SCHEMA), KeptRows.Count::new);
        assertThat(kept.tally().rows()).isZero();
        assertThat(kept.rows().collectAsList()).isEmpty();
        kept.release();
    }
}
