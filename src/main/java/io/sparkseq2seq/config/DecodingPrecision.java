package io.sparkseq2seq.config;

/** The precision of products in translating. */
public enum DecodingPrecision {
    /** As the model was configured for training. */
    MODEL,
    /** Single precision. */
    F32,
    /** Factors in bf16, sums in single precision. */
    BF16,
    /** bf16 where the processor has instructions for it, else single precision. */
    AUTO,
    /** As {@link #MODEL}, but the output's factors in 8 bits. */
    INT8;

    /**
     * The precision of all products but the output's.
     *
     * @param model the one that the model was configured for
     */
    public ModelSettings.Precision ofProducts(ModelSettings.Precision model) {
        return switch (this) {
            case MODEL, INT8 -> model;
            case F32 -> ModelSettings.Precision.F32;
            case BF16 -> ModelSettings.Precision.BF16;
            case AUTO -> ModelSettings.Precision.AUTO;
        };
    }
}
