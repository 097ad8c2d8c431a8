package io.sparkseq2seq.gate;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What rows come to, of one translated text: counts, and a few rows for each measure. It is the same in whatever order
 * and parts the rows come, for it adds whole numbers, and keeps the first rows of an order.
 */
@DefaultSerializer(JavaSerializer.class)
final class Tally implements Serializable {
    private static final long serialVersionUID = 1;
    /** Confidence is summed in such parts of 1. */
    static final double PARTS = 1e9;

    /** Rows of any status. */
    long rows;
    /** Of them those with text to translate. */
    long sentences;

    long failed;
    long translated;
    long cut;
    /** Of all translations, in {@link #PARTS}. */
    long confidence;
    /** Of the sources of translations. */
    long sourceCharacters;

    long translationCharacters;
    /** Translations whose sources are longer than a name. */
    long longer;
    /** Of them those that equal their sources. */
    long copied;
    /** Translations that are long enough to tell their language. */
    long told;
    /** Of them those in the language that was asked for. */
    long inLanguage;

    private final int most;
    private final Map<Measure, TreeSet<Sample>> samples = new EnumMap<>(Measure.class);

    /** @param most rows kept for each measure */
    Tally(int most) {
        this.most = most;
    }

    void keep(Measure measure, Sample sample) {
        var kept = samples.computeIfAbsent(measure, none -> new TreeSet<>());
        kept.add(sample);
        if (kept.size() > most) {
            kept.pollLast();
        }
    }

    List<Sample> samples(Measure measure) {
        return List.copyOf(samples.getOrDefault(measure, new TreeSet<>()));
    }

    /** Adds another to this. */
    Tally plus(Tally other) {
        rows += other.rows;
        sentences += other.sentences;
        failed += other.failed;
        translated += other.translated;
        cut += other.cut;
        confidence += other.confidence;
        sourceCharacters += other.sourceCharacters;
        translationCharacters += other.translationCharacters;
        longer += other.longer;
        copied += other.copied;
        told += other.told;
        inLanguage += other.inLanguage;
        other.samples.forEach((measure, kept) -> kept.forEach(sample -> keep(measure, sample)));
        return this;
    }

    /** Rows that a measure is of. */
    long of(Measure measure) {
        return switch (measure) {
            case FAILED -> sentences;
            case CUT, CONFIDENCE -> translated;
            case SHORT, LONG -> sourceCharacters == 0 ? 0 : translated;
            case COPIED -> longer;
            case LANGUAGE -> told;
        };
    }

    /** A measure's value; NaN where it is of no rows. */
    double value(Measure measure) {
        return switch (measure) {
            case FAILED -> (double) failed / sentences;
            case CUT -> (double) cut / translated;
            case CONFIDENCE -> confidence / PARTS / translated;
            case SHORT, LONG -> (double) translationCharacters / sourceCharacters;
            case COPIED -> (double) copied / longer;
            case LANGUAGE -> (double) inLanguage / told;
        };
    }
}
