package io.sparkseq2seq.model;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Padded batches of token ids for tests. */
public final class RandomBatches {
    private RandomBatches() {}

    /** Sentences of random tokens in [4, vocabulary), of the given lengths. */
    static int[][] random(Random random, int vocabulary, int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(n -> random.ints(n, 4, vocabulary).toArray())
                .toArray(int[][]::new);
    }

    /** A padded batch, with at least so many time steps on each side. */
    static DataSet batch(int[][] sources, int[][] targets, int sourceTime, int targetTime, DataType type) {
        return new DataSet(
                ids(sources, sourceTime, type),
                ids(targets, targetTime, type),
                mask(sources, sourceTime, type),
                mask(targets, targetTime, type));
    }

    static DataSet batch(int[][] sources, int[][] targets, DataType type) {
        return batch(sources, targets, longest(sources), longest(targets), type);
    }

    static int longest(int[][] sentences) {
        return Stream.of(sentences).mapToInt(s -> s.length).max().orElse(0);
    }

    private static INDArray ids(int[][] sentences, int time, DataType type) {
        var ids = Nd4j.zeros(type, sentences.length, time);
        for (int i = 0; i < sentences.length; i++) {
            for (int t = 0; t < sentences[i].length; t++) {
                ids.putScalar(i, t, sentences[i][t]);
            }
        }
        return ids;
    }

    private static INDArray mask(int[][] sentences, int time, DataType type) {
        var mask = Nd4j.zeros(type, sentences.length, time);
        for (int i = 0; i < sentences.length; i++) {
            for (int t = 0; t < sentences[i].length; t++) {
                mask.putScalar(i, t, 1);
            }
        }
        return mask;
    }
}
