package io.sparkseq2seq.search;

import io.sparkseq2seq.config.ChineseScript;
import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Stands where a trained model will: gives every source token back with probability 0.9, and then ends. */
public final class EchoModel {

    public static final Subwords SUBWORDS = subwords(Normalizer.PLAIN);
    /** A source with this word makes the model give NaN. */
    public static final String POISON = "poison";

    /** Lengths of the sentences of each batch. */
    public final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    public static Translator translator() {
        return new EchoModel().translator(4, 100);
    }

    public Translator translator(int batch, int maxSourceLength) {
        return translator(new BeamSearch(2, 0.6, 1000, 3), batch, maxSourceLength);
    }

    Translator translator(BeamSearch search, int batch, int maxSourceLength) {
        return new Translator(SUBWORDS, SUBWORDS, this::start, search, batch, maxSourceLength);
    }

    Decoding start(int[][] sources) {
        batches.add(Arrays.stream(sources).map(source -> source.length).toList());
        int size = SUBWORDS.size();
        return new TableDecoding(
                size,
                (sentence, prefix) -> {
                    var source = sources[sentence];
                    var next = new float[size];
                    Arrays.fill(next, (float) Math.log(0.1 / size));
                    boolean poisoned =
                            prefix.size() == 1 && SUBWORDS.decode(source).contains(POISON);
                    int token = prefix.size() < source.length ? source[prefix.size()] : Subwords.END;
                    next[token] = poisoned ? Float.NaN : (float) Math.log(0.9);
                    return next;
                },
                IntStream.range(0, sources.length).toArray()) {
            /** All of it on the token that is echoed. */
            @Override
            public int attention(int row, float[] into) {
                int length = sources[rowSentences[row]].length;
                Arrays.fill(into, 0, length + 1, 0);
                into[Math.min(prefixes.get(row).size(), length)] = 1;
                return length + 1;
            }
        };
    }

    /** The same pieces, of texts that are read in lower case. */
    static Subwords lowerCase() {
        return subwords(new Normalizer(true, ChineseScript.KEEP));
    }

    private static Subwords subwords(Normalizer normalizer) {
        var learner = new SubwordLearner(400, 1, 1, 2, false, normalizer);
        for (var word : List.of("Tom", " loves", " football.", " playing", " the", " dog", " sleeps.", "我", "们")) {
            learner.add(word, 10);
        }
        return learner.learn();
    }
}
