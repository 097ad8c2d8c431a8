package io.sparkseq2seq.gate;

import io.sparkseq2seq.config.GateSettings;
import java.util.function.ToDoubleFunction;

/** What the gate measures, each with its bound. */
enum Measure {
    FAILED("failed-share", false, GateSettings::failedShare, 1, "of the sentences failed"),
    CUT("cut-share", false, GateSettings::cutShare, 1, "of the translations were stopped at their length limit"),
    CONFIDENCE("mean-confidence", true, GateSettings::meanConfidence, 0, "is the translations' mean confidence"),
    SHORT("length-ratio.least", true, set -> set.lengthRatio().least(), 0, "is the length of translations to sources"),
    LONG("length-ratio.most", false, set -> set.lengthRatio().most(), 1000, "is the length of translations to sources"),
    COPIED("copied-share", false, GateSettings::copiedShare, 1, "of the longer translations are copies of the source"),
    LANGUAGE("language.share", true, set -> set.language().share(), 0, "of the translations are in the language set");

    private final String key;
    private final boolean least;
    private final ToDoubleFunction<GateSettings> limit;
    private final double off;
    private final String words;

    Measure(String key, boolean least, ToDoubleFunction<GateSettings> limit, double off, String words) {
        this.key = key;
        this.least = least;
        this.limit = limit;
        this.off = off;
        this.words = words;
    }

    /** Below {@code translate.gate}. */
    String key() {
        return key;
    }

    /** Whether the value must be at least the limit; else at most. */
    boolean isLeast() {
        return least;
    }

    double limit(GateSettings settings) {
        return limit.applyAsDouble(settings);
    }

    /** Whether there is a bound to hold. */
    boolean isSet(GateSettings settings) {
        return this == LANGUAGE
                ? !settings.language().tag().isEmpty()
                : isLeast() ? limit(settings) > off : limit(settings) < off;
    }

    /** What follows the value in a sentence. */
    String words() {
        return words;
    }

    boolean isShare() {
        return this == FAILED || this == CUT || this == COPIED || this == LANGUAGE;
    }
}
