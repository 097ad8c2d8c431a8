package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Calibration;
import io.sparkseq2seq.model.TranslationModel;
import java.util.List;

/**
 * Translates texts: {@link Translator} as single lines, {@link DocumentTranslator} as documents of sentences. A
 * translation is a function of its text and of what the translator was made with. Threads may share one.
 */
public interface TextTranslator {

    /**
     * Translates texts, each on its own.
     *
     * @return a translation for each text, in the same order
     * @throws IllegalStateException when the model gives numbers that are no log-probabilities
     */
    List<Translation> translate(List<String> texts);

    /**
     * How good a translation is expected to be, from 0 to 1: see {@link TranslationModel#confidence}.
     *
     * @param score of the translation
     */
    default double confidence(double score) {
        return Calibration.uncalibrated(score);
    }
}
