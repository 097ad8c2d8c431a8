package io.sparkseq2seq.translate;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Rows that keep their order when they are spread over tasks: each has a number, and partition p holds the p-th stretch
 * of numbers. So even one gzip file, which one task must read, is translated by many.
 *
 * @param numbered rows by their number
 * @param count how many there are; numbers are below it
 */
record OrderedRows(JavaPairRDD<Long, Row> numbered, long count) {

    /** Numbers rows as they come, partition by partition; a first pass counts them. */
    static OrderedRows number(JavaRDD<Row> rows) {
        List<Long> counts = rows.mapPartitions(OrderedRows::count).collect();
        var starts = new long[counts.size()];
        long total = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = total;
            total += counts.get(i);
        }
        var numbered = rows.mapPartitionsWithIndex((partition, part) -> number(starts[partition], part), false);
        return new OrderedRows(JavaPairRDD.fromJavaRDD(numbered), total);
    }

    /** The rows, in order, in so many partitions of equal size. */
    JavaRDD<Row> spread(int partitions) {
        return numbered.repartitionAndSortWithinPartitions(new Stretches(count, partitions))
                .values();
    }

    private static Iterator<Long> count(Iterator<Row> rows) {
        long count = 0;
        for (; rows.hasNext(); rows.next()) {
            count++;
        }
        return List.of(count).iterator();
    }

    private static Iterator<Tuple2<Long, Row>> number(long start, Iterator<Row> rows) {
        return new Iterator<>() {
            private long next = start;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Tuple2<Long, Row> next() {
                return new Tuple2<>(next++, rows.next());
            }
        };
    }

    /** Equal stretches of the numbers below {@code count}. */
    private static final class Stretches extends Partitioner {
        private static final long serialVersionUID = 1;
        private final long count;
        private final int partitions;

        Stretches(long count, int partitions) {
            this.count = count;
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object number) {
            return (int) ((double) (Long) number * partitions / count);
        }
    }
}
