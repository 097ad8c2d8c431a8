package io.sparkseq2seq.config;

import java.io.Serializable;
import java.util.List;

/**
 * The section {@code translate.gate} of {@code seq2seq-reference.conf}, which explains each of these: the bounds that a
 * run's translations must keep to be published.
 *
 * @param failedShare most of all sentences that may have failed; 1: any
 * @param cutShare most of all translations that may have been stopped at their length limit; 1: any
 * @param meanConfidence least mean of their confidence; 0: any
 * @param lengthRatio of the translations' characters to the sources'
 * @param copiedShare most of the longer translations that may equal their sources; 1: any
 * @param language of the translations
 * @param samples rows that the report shows for each bound that does not hold
 * @param report where it goes; empty: beside the output
 */
public record GateSettings(
        @Range(min = 0, max = 1) double failedShare,
        @Range(min = 0, max = 1) double cutShare,
        @Range(min = 0, max = 1) double meanConfidence,
        LengthRatio lengthRatio,
        @Range(min = 0, max = 1) double copiedShare,
        Language language,
        @Range(min = 0, max = 1000) int samples,
        String report)
        implements Serializable {

    /**
     * Characters of all translations over those of all their sources.
     *
     * @param least 0: any
     * @param most 1000: any
     */
    public record LengthRatio(@Range(min = 0, max = 1000) double least, @Range(min = 0, max = 1000) double most)
            implements Checked, Serializable {
        @Override
        public List<Problem> problems() {
            return least <= most
                    ? List.of()
                    : List.of(
                            new Problem("least", "is more than most = " + most, "Give least and most in this order."));
        }
    }

    /**
     * What the translations should be in.
     *
     * @param tag such as {@code de}; empty: anything
     * @param share least of the translations that are long enough to tell
     */
    public record Language(String tag, @Range(min = 0, max = 1) double share) implements Serializable {}

    /** Whether no run could ever be refused. */
    public boolean isOff() {
        return failedShare >= 1
                && cutShare >= 1
                && meanConfidence <= 0
                && lengthRatio.least <= 0
                && lengthRatio.most >= 1000
                && copiedShare >= 1
                && language.tag.isEmpty();
    }
}
