package io.sparkseq2seq.evaluate;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkseq2seq.metric.Chrf;
import io.sparkseq2seq.metric.Tally;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A sentence of a corpus with its translation.
 *
 * @param id in the corpus
 * @param source its text
 * @param reference the corpus' translation
 * @param translation the model's
 * @param logProbability natural logarithm of the translation's probability
 * @param confidence how good the model expects it to be, from 0 to 1
 * @param referenceTokens of the corpus' subwords
 * @param translationTokens of the model's subwords
 * @param tally its counts
 */
// Spark's Kryo cannot fill records.
@DefaultSerializer(JavaSerializer.class)
record EvaluatedSentence(
        long id,
        String source,
        String reference,
        String translation,
        double logProbability,
        double confidence,
        int referenceTokens,
        int translationTokens,
        Tally tally)
        implements Serializable {
    private static final Chrf CHRF = Chrf.characters(false);

    /** chrF2 of the sentence, by which the best and the worst are known. */
    double chrf() {
        return CHRF.score(CHRF.counts(translation, List.of(reference)), "1").value();
    }

    /** Source, reference, translation and log-probability, between tabs. */
    String row() {
        return cell(source) + "\t" + cell(reference) + "\t" + cell(translation) + "\t"
                + String.format(Locale.ROOT, "%.4f", logProbability);
    }

    private static String cell(String text) {
        return text.replaceAll("[\t\n\r]", " ");
    }

    static Comparator<EvaluatedSentence> byId() {
        return new Order(0, 0);
    }

    /** Best first, or worst first; of equals the longer one, which says more. */
    static Comparator<EvaluatedSentence> order(boolean best) {
        return new Order(best ? -1 : 1, 0);
    }

    /** A random order, the same for the same seed. */
    static Comparator<EvaluatedSentence> shuffled(long seed) {
        return new Order(0, seed * 0x9E3779B97F4A7C15L | 1);
    }

    /** An order that travels to executors. */
    private static final class Order implements Comparator<EvaluatedSentence>, Serializable {
        private static final long serialVersionUID = 1;
        private final int sign;
        private final long factor;

        Order(int sign, long factor) {
            this.sign = sign;
            this.factor = factor;
        }

        @Override
        public int compare(EvaluatedSentence one, EvaluatedSentence other) {
            int byScore = sign == 0 ? 0 : sign * Double.compare(one.chrf(), other.chrf());
            int byLength = sign == 0 ? 0 : Integer.compare(other.reference.length(), one.reference.length());
            int drawn = factor == 0 ? 0 : Long.compare(mixed(one.id), mixed(other.id));
            return byScore != 0
                    ? byScore
                    : byLength != 0 ? byLength : drawn != 0 ? drawn : Long.compare(one.id, other.id);
        }

        private long mixed(long id) {
            long mixed = (id + 1) * factor;
            mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
            return mixed ^ mixed >>> 29;
        }
    }
}
