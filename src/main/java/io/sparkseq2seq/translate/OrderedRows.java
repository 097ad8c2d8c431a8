package io.sparkseq2seq.translate;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Rows that keep their order when they are spread over tasks: each is numbered, and partition p holds the p-th stretch
 * of numbers. So even one gzip file, which one task must read, is translated by many.
 */
final class OrderedRows {
    private final JavaRDD<Row> rows;
    private final long[] firsts;
    private final long total;

    /** Reads the rows once, to count them. */
    OrderedRows(JavaRDD<Row> rows) {
        this.rows = rows;
        List<Long> counts = rows.mapPartitions(OrderedRows::count).collect();
        firsts = new long[counts.size()];
        long sum = 0;
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = sum;
            sum += counts.get(i);
        }
        total = sum;
    }

    long total() {
        return total;
    }

    /** The rows, in order, in so many partitions of equal size. */
    JavaRDD<Row> spread(int partitions) {
        var starts = firsts;
        var numbered = rows.mapPartitionsWithIndex((partition, some) -> number(starts[partition], some), false);
        return JavaPairRDD.fromJavaRDD(numbered)
                .repartitionAndSortWithinPartitions(new Stretches(total, partitions))
                .values();
    }

    private static Iterator<Long> count(Iterator<Row> rows) {
        long count = 0;
        for (; rows.hasNext(); rows.next()) {
            count++;
        }
        return List.of(count).iterator();
    }

    private static Iterator<Tuple2<Long, Row>> number(long first, Iterator<Row> rows) {
        var next = new long[] {first};
        Iterable<Row> all = () -> rows;
        Stream<Row> stream = StreamSupport.stream(all.spliterator(), false);
        return stream.map(row -> new Tuple2<>(next[0]++, row)).iterator();
    }

    /** Equal stretches of the numbers below {@code total}. */
    private static final class Stretches extends Partitioner {
        private static final long serialVersionUID = 1;
        private final long total;
        private final int partitions;

        Stretches(long total, int partitions) {
            this.total = total;
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object number) {
            return (int) ((double) (Long) number * partitions / total);
        }
    }
}
