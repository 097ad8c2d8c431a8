package io.sparkseq2seq.averaging;

import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Pairs cut into batches of similar length, and batches as DL4J's padded data sets. */
public final class Batches {
    private Batches() {}

    /**
     * Cuts pairs into batches of nearly equal size, each of pairs of similar length, in random order. The result
     * depends only on the pairs and the seed, not on the order of the pairs.
     *
     * @param size pairs in a batch, at most
     */
    public static List<List<Pair>> cut(Iterator<Pair> pairs, int size, long seed) {
        var sorted = new ArrayList<Pair>();
        pairs.forEachRemaining(sorted::add);
        var random = new Random(seed);
        sorted.sort(Comparator.comparingLong(Pair::id));
        Collections.shuffle(sorted, random);
        // A stable sort: pairs of the same lengths stay shuffled.
        sorted.sort(Comparator.<Pair>comparingInt(p -> p.source().length).thenComparingInt(p -> p.target().length));
        int count = (sorted.size() + size - 1) / size;
        var batches = new ArrayList<List<Pair>>(count);
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) sorted.size() * i / count);
            int to = (int) ((long) sorted.size() * (i + 1) / count);
            batches.add(sorted.subList(from, to));
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    /**
     * A batch for the network: source and target ids [batch, time], each sentence with END, and masks that are 1 where
     * there is a token.
     */
    public static DataSet dataSet(List<Pair> pairs) {
        int source = pairs.stream().mapToInt(p -> p.source().length).max().orElse(0) + 1;
        int target = pairs.stream().mapToInt(p -> p.target().length).max().orElse(0) + 1;
        var ids = new float[pairs.size() * source];
        var mask = new float[ids.length];
        var targetIds = new float[pairs.size() * target];
        var targetMask = new float[targetIds.length];
        for (int i = 0; i < pairs.size(); i++) {
            put(pairs.get(i).source(), ids, mask, i * source);
            put(pairs.get(i).target(), targetIds, targetMask, i * target);
        }
        long[] sourceShape = {pairs.size(), source};
        long[] targetShape = {pairs.size(), target};
        return new DataSet(
                Nd4j.create(ids, sourceShape, 'c'),
                Nd4j.create(targetIds, targetShape, 'c'),
                Nd4j.create(mask, sourceShape, 'c'),
                Nd4j.create(targetMask, targetShape, 'c'));
    }

    private static void put(int[] tokens, float[] ids, float[] mask, int at) {
        for (int t = 0; t <= tokens.length; t++) {
            ids[at + t] = t < tokens.length ? tokens[t] : Subwords.END;
            mask[at + t] = 1;
        }
    }

    /** Gives a data set's native memory back at once. */
    public static void close(DataSet batch) {
        batch.getFeatures().close();
        batch.getLabels().close();
        batch.getFeaturesMaskArray().close();
        batch.getLabelsMaskArray().close();
    }

    /** Real target tokens of a batch, END included. */
    public static long targetTokens(DataSet batch) {
        return batch.getLabelsMaskArray().sumNumber().longValue();
    }
}
