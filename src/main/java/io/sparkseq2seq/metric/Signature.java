package io.sparkseq2seq.metric;

import java.io.Serializable;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a score was computed, in sacrebleu's notation, so that scores of different papers and tools can be compared:
 * {@code BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0|by:spark-seq2seq}. The version is the one of
 * sacrebleu whose definitions the score follows; the last field names the program that computed it.
 *
 * @param metric such as {@code BLEU}, {@code chrF2++} or {@code TER}
 * @param fields in order, without the version
 */
public record Signature(String metric, Map<String, String> fields) implements Serializable {
    /** The sacrebleu release that all scores were checked against. */
    public static final String VERSION = "2.6.0";

    /** The fields, joined with bars, without the metric's name. */
    public String text() {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + ":" + field.getValue())
                .collect(Collectors.joining("|", "", "|version:" + VERSION + "|by:spark-seq2seq"));
    }

    /** The metric's name, a bar, and {@link #text}. */
    @Override
    public String toString() {
        return metric + "|" + text();
    }
}
