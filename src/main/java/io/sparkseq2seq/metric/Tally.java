package io.sparkseq2seq.metric;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * The sums over some sentences of what each metric counts; sums of parts of a corpus add up to the sum of the corpus.
 *
 * @param sentences counted
 * @param fewestReferences of a sentence
 * @param mostReferences of a sentence
 * @param counts of each of the scorer's metrics
 */
// Spark's Kryo cannot fill records.
@DefaultSerializer(JavaSerializer.class)
public record Tally(long sentences, int fewestReferences, int mostReferences, double[][] counts)
        implements Serializable {

    /** The sums over the sentences of both; both are of the same {@link Scorer}. */
    public Tally plus(Tally other) {
        double[][] sums = new double[counts.length][];
        for (int metric = 0; metric < sums.length; metric++) {
            sums[metric] = counts[metric].clone();
            for (int i = 0; i < sums[metric].length; i++) {
                sums[metric][i] += other.counts[metric][i];
            }
        }
        return new Tally(
                sentences + other.sentences,
                Math.min(fewestReferences, other.fewestReferences),
                Math.max(mostReferences, other.mostReferences),
                sums);
    }
}
