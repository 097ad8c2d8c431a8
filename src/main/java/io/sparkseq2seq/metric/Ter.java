package io.sparkseq2seq.metric;

import java.util.LinkedHashMap;
import java.util.List;

/**
 * TER (Snover et al., 2006): the edits that make a translation its reference, by the reference's words. An edit
 * inserts, deletes or replaces a word, or shifts a run of words; {@link Edits} finds them as tercom does. Of several
 * references the one with the fewest edits counts, by their mean length.
 *
 * @param caseSensitive whether case matters, usually not
 * @param normalized whether Western punctuation is cut off words, usually not
 * @param noPunctuation whether punctuation is ignored, usually not
 * @param asian whether Chinese characters and Asian punctuation are treated so too
 */
public record Ter(boolean caseSensitive, boolean normalized, boolean noPunctuation, boolean asian) implements Metric {

    /** As tercom does unless told otherwise. */
    public static Ter usual() {
        return new Ter(false, false, false, false);
    }

    @Override
    public String name() {
        return "TER";
    }

    /** @return edits; words of a reference, in the mean */
    @Override
    public double[] counts(String hypothesis, List<String> references) {
        var tokenizer = new TerTokenizer(caseSensitive, normalized, noPunctuation, asian);
        List<String> words = tokenizer.words(hypothesis);
        int fewest = Integer.MAX_VALUE;
        double lengths = 0;
        for (String reference : references) {
            List<String> others = tokenizer.words(reference);
            fewest = Math.min(fewest, Edits.count(words, others));
            lengths += others.size();
        }
        return new double[] {fewest, lengths / references.size()};
    }

    @Override
    public Score score(double[] counts, String references) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("nrefs", references);
        fields.put("case", caseSensitive ? "mixed" : "lc");
        fields.put("tok", "tercom");
        fields.put("norm", normalized ? "yes" : "no");
        fields.put("punct", noPunctuation ? "no" : "yes");
        fields.put("asian", asian ? "yes" : "no");
        double value = counts[1] > 0 ? counts[0] / counts[1] : counts[0] > 0 ? 1 : 0;
        return new Score(new Signature(name(), fields), 100 * value, "");
    }
}
