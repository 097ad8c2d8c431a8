package io.sparkseq2seq.corpus;

import io.sparkseq2seq.align.Cooccurrences;
import io.sparkseq2seq.align.LexicalTable;
import io.sparkseq2seq.align.TermIds;
import io.sparkseq2seq.align.WordPairs;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Counts on the cluster which words stand together in pairs, and keeps what may be a translation: pairs of words that
 * stood together at least twice, and more often than chance would have it.
 *
 * <p>Tasks count in tables of a bounded size, and send them, cut into buckets by hash, where the counts of a bucket are
 * added up: no machine holds more than a bucket of each of its tasks.
 */
final class WordPairCounts {
    private static final int BUCKETS = 64;
    /** Of fewer pairs for each bucket, there are fewer buckets. */
    private static final int PAIRS_A_BUCKET = 8192;
    /** Distinct pairs of words in the table of a task before it is sent. */
    private static final int FULL = 1 << 20;

    private static final int LEAST = 2;
    /** Counts from here on are not told apart where a table is cut. */
    private static final int HIGHEST = 1 << 12;

    private static final int DEPTH = 2;

    private WordPairCounts() {}

    /**
     * The table to begin with.
     *
     * @param count of the pairs
     * @param most pairs of words; where there are more, those that stood together least often are left out
     */
    static LexicalTable of(JavaRDD<TermPair> pairs, long count, long[] sourceCounts, long[] targetCounts, int most) {
        var context = JavaSparkContext.fromSparkContext(pairs.context());
        int sources = sourceCounts.length;
        int targets = targetCounts.length;
        var chances = context.broadcast(
                pairs.mapPartitions(part -> chances(part, sources, targets)).treeReduce(Sums::add, DEPTH));
        int buckets = (int) Math.max(1, Math.min(BUCKETS, count / PAIRS_A_BUCKET));
        var likely = pairs.mapPartitionsToPair(part -> new Chunks(part, buckets))
                .combineByKey(
                        chunk -> merge(new Cooccurrences(), chunk),
                        WordPairCounts::merge,
                        WordPairCounts::merge,
                        new HashPartitioner(buckets),
                        false,
                        null)
                .map(bucket -> likely(bucket._2(), chances.value().rows()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long least = least(
                    likely.map(WordPairCounts::histogram)
                            .treeReduce(Sums::add, DEPTH)
                            .rows()[0],
                    most);
            return table(likely.map(counts -> atLeast(counts, least)).collect(), sourceCounts, targetCounts);
        } finally {
            likely.unpersist();
            chances.destroy(false);
        }
    }

    /** How many words of the other side each word stood together with. */
    private static Iterator<Sums> chances(Iterator<TermPair> pairs, int sources, int targets) {
        var chances = new long[][] {new long[sources], new long[targets]};
        while (pairs.hasNext()) {
            var pair = pairs.next();
            int known = known(pair.target());
            for (int e : pair.source()) {
                if (e != TermIds.UNKNOWN) {
                    chances[0][e] += known;
                    chances[0][TermIds.EMPTY] += known;
                }
            }
            known = known(pair.source());
            for (int f : pair.target()) {
                if (f != TermIds.UNKNOWN) {
                    chances[1][f] += known;
                }
            }
        }
        return List.of(new Sums(chances)).iterator();
    }

    private static int known(int[] ids) {
        int known = 0;
        for (int id : ids) {
            known += id == TermIds.UNKNOWN ? 0 : 1;
        }
        return known;
    }

    /** Counts of a part of the pairs, a bucket after the other: keys and counts in turn. */
    private static final class Chunks implements Iterator<Tuple2<Integer, long[]>> {
        private final Iterator<TermPair> pairs;
        private final int number;
        private long[][] buckets = new long[0][];
        private int next;

        Chunks(Iterator<TermPair> pairs, int number) {
            this.pairs = pairs;
            this.number = number;
        }

        @Override
        public boolean hasNext() {
            while (next == buckets.length && pairs.hasNext()) {
                var counts = new Cooccurrences();
                while (pairs.hasNext() && counts.size() < FULL) {
                    var pair = pairs.next();
                    counts.add(pair.source(), pair.target());
                }
                buckets = counts.buckets(number);
                next = 0;
            }
            return next < buckets.length;
        }

        @Override
        public Tuple2<Integer, long[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var bucket = new Tuple2<>(next, buckets[next]);
            buckets[next++] = null;
            return bucket;
        }
    }

    private static Cooccurrences merge(Cooccurrences counts, long[] chunk) {
        for (int i = 0; i < chunk.length; i += 2) {
            counts.add(chunk[i], chunk[i + 1]);
        }
        return counts;
    }

    private static Cooccurrences merge(Cooccurrences counts, Cooccurrences others) {
        others.forEach(counts::add);
        return counts;
    }

    /** What may be a translation, and the empty word with each: keys and counts in turn. */
    private static long[] likely(Cooccurrences counts, long[][] chances) {
        var likely = new long[2 * counts.size()];
        var size = new int[1];
        double all = chances[0][TermIds.EMPTY];
        counts.forEach((key, count) -> {
            long e = chances[0][(int) (key >>> 32)];
            long f = chances[1][(int) key];
            if (isWithEmpty(key) || count >= LEAST && count * all >= (double) e * f) {
                likely[size[0]++] = key;
                likely[size[0]++] = count;
            }
        });
        return Arrays.copyOf(likely, size[0]);
    }

    private static boolean isWithEmpty(long key) {
        return key >>> 32 == TermIds.EMPTY || (int) key == TermIds.EMPTY;
    }

    private static Sums histogram(long[] counts) {
        var histogram = new long[HIGHEST + 1];
        for (int i = 0; i < counts.length; i += 2) {
            histogram[isWithEmpty(counts[i]) ? HIGHEST : (int) Math.min(HIGHEST, counts[i + 1])]++;
        }
        return new Sums(histogram);
    }

    /** The least count of which there are no more than {@code most} pairs of words. */
    private static long least(long[] histogram, int most) {
        long sum = histogram[HIGHEST];
        int least = HIGHEST;
        while (least > LEAST && sum + histogram[least - 1] <= most) {
            sum += histogram[--least];
        }
        return least;
    }

    private static long[] atLeast(long[] counts, long least) {
        var kept = new long[counts.length];
        int size = 0;
        for (int i = 0; i < counts.length; i += 2) {
            if (counts[i + 1] >= least || isWithEmpty(counts[i])) {
                kept[size++] = counts[i];
                kept[size++] = counts[i + 1];
            }
        }
        return Arrays.copyOf(kept, size);
    }

    private static LexicalTable table(List<long[]> buckets, long[] sourceCounts, long[] targetCounts) {
        var keys =
                new long[buckets.stream().mapToInt(bucket -> bucket.length / 2).sum()];
        int size = 0;
        for (var bucket : buckets) {
            for (int i = 0; i < bucket.length; i += 2) {
                keys[size++] = bucket[i];
            }
        }
        var pairs = new WordPairs(keys);
        var counts = new long[size];
        for (var bucket : buckets) {
            for (int i = 0; i < bucket.length; i += 2) {
                counts[pairs.index((int) (bucket[i] >>> 32), (int) bucket[i])] = bucket[i + 1];
            }
        }
        return LexicalTable.first(pairs, counts, sourceCounts, targetCounts);
    }
}
