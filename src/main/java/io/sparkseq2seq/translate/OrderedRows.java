package io.sparkseq2seq.translate;

import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * Rows that keep their order when they are spread over tasks: each has a number, and partition p holds the p-th stretch
 * of numbers. So even one gzip file, which one task must read, is translated by many.
 *
 * @param numbered rows by their number
 * @param count how many there are; numbers are below it
 */
record OrderedRows(JavaPairRDD<Long, Row> numbered, long count) {

    /** The rows, in order, in so many partitions of equal size. */
    JavaRDD<Row> spread(int partitions) {
        return numbered.repartitionAndSortWithinPartitions(new Stretches(count, partitions))
                .values();
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
