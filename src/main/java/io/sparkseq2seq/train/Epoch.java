package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.Batches;
import io.sparkseq2seq.averaging.NumberPartitioner;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.SplitMix;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.TrainSettings.Averaging;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;

/**
 * An epoch's plan. Each pair falls by a hash of seed, epoch and id into a part; a part is what one worker trains
 * between two averagings: about {@code batch · frequency} pairs, cut into batches of similar length. Part p belongs to
 * worker p mod workers in round p / workers. Every pair is in exactly one part, whatever the numbers.
 *
 * @param ends where each round ends, as a share of the epoch; the last is 1
 */
public record Epoch(long seed, int number, int batch, int workers, double[] ends) implements Serializable {
    /** @param pairs of the training set */
    public static Epoch of(TrainSettings train, long seed, int number, long pairs) {
        double steps = (double) pairs / ((long) train.batch() * train.workers());
        var ends = ends(train.averaging(), (number - 1) * steps, steps);
        return new Epoch(seed, number, train.batch(), train.workers(), ends);
    }

    /**
     * Rounds as long as they should be at their steps, all stretched a little so that the last one is whole.
     *
     * @param done steps of a worker before this epoch
     * @param steps in it
     */
    private static double[] ends(Averaging averaging, double done, double steps) {
        var ends = DoubleStream.builder();
        double end = 0;
        double half;
        do {
            end += frequency(averaging, done + end);
            ends.add(end);
            half = frequency(averaging, done + end) / 2.0;
        } while (steps - end >= half);
        double all = end;
        return ends.build().map(e -> e / all).toArray();
    }

    /** Steps between two averagings: few at first, then more (local SGD's warm-up, Lin et al. 2018, section 4.2). */
    static int frequency(Averaging averaging, double step) {
        if (step >= averaging.localWarmup()) {
            return averaging.frequency();
        }
        int start = averaging.startFrequency();
        return (int) Math.round(start + (averaging.frequency() - start) * step / averaging.localWarmup());
    }

    int rounds() {
        return ends.length;
    }

    /** The pairs as batches, one Spark partition a part. */
    public JavaRDD<DataSet> batches(JavaRDD<Pair> pairs) {
        return pairs.mapToPair(pair -> new Tuple2<>(part(pair.id()), pair))
                .partitionBy(new NumberPartitioner(rounds() * workers))
                .values()
                .mapPartitionsWithIndex((Function2<Integer, Iterator<Pair>, Iterator<DataSet>>) this::cut, true);
    }

    private int part(long id) {
        // 53 bits, evenly in [0, 1).
        double place = (SplitMix.mix(seedOf(id)) >>> 11) * 0x1p-53;
        int round = Arrays.binarySearch(ends, place);
        round = round < 0 ? -round - 1 : round + 1;
        double begin = round == 0 ? 0 : ends[round - 1];
        int worker = (int) ((place - begin) / (ends[round] - begin) * workers);
        return round * workers + Math.min(worker, workers - 1);
    }

    private Iterator<DataSet> cut(int part, Iterator<Pair> pairs) {
        return Batches.cut(pairs, batch, SplitMix.mix(seedOf(~part))).stream()
                .map(Batches::dataSet)
                .iterator();
    }

    private long seedOf(long what) {
        return SplitMix.mix(SplitMix.mix(seed + 0x9E3779B97F4A7C15L * number) ^ what);
    }
}
