package io.sparkseq2seq.averaging;

/** Derives seeds from seeds, by the finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
public final class SplitMix {
    private SplitMix() {}

    /** A bijection of 64-bit numbers that makes neighbouring numbers unrelated. */
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
