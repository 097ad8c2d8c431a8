package io.sparkseq2seq.train;

import io.sparkseq2seq.config.TrainSettings;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;

/**
 * An epoch's plan. Each pair falls by a hash of seed, epoch and id into a part; a part is what one worker trains
 * between two averagings: about {@code batch · averaging-frequency} pairs, cut into batches of similar length. Part p
 * belongs to worker p mod workers in round p / workers. Every pair is in exactly one part, whatever the numbers.
 *
 * @param parts a multiple of the workers
 */
record Epoch(long seed, int number, int parts, int batch) implements Serializable {
    /** @param pairs of the training set */
    static Epoch of(TrainSettings train, long seed, int number, long pairs) {
        long part = (long) train.batch() * train.averagingFrequency();
        long rounds = Math.max(1, Math.round((double) pairs / (part * train.workers())));
        return new Epoch(seed, number, Math.toIntExact(rounds * train.workers()), train.batch());
    }

    /** The pairs as batches, one Spark partition a part. */
    JavaRDD<DataSet> batches(JavaRDD<Pair> pairs) {
        return pairs.mapToPair(this::keyed)
                .partitionBy(new Parts(parts))
                .values()
                .mapPartitionsWithIndex((Function2<Integer, Iterator<Pair>, Iterator<DataSet>>) this::cut, true);
    }

    private Tuple2<Integer, Pair> keyed(Pair pair) {
        return new Tuple2<>((int) Long.remainderUnsigned(mix(seedOf(pair.id())), parts), pair);
    }

    private Iterator<DataSet> cut(int part, Iterator<Pair> pairs) {
        return Batches.cut(pairs, batch, mix(seedOf(~part))).stream()
                .map(Batches::dataSet)
                .iterator();
    }

    private long seedOf(long what) {
        return mix(mix(seed + 0x9E3779B97F4A7C15L * number) ^ what);
    }

    /** The finalizer of SplitMix64 (Steele et al. 2014): neighbouring numbers become unrelated. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A part's number is its partition. */
    private static final class Parts extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int count;

        Parts(int count) {
            this.count = count;
        }

        @Override
        public int numPartitions() {
            return count;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Parts parts && parts.count == count;
        }

        @Override
        public int hashCode() {
            return count;
        }
    }
}
