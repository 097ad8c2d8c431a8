package io.sparkseq2seq.kernel;

import java.util.EnumMap;
import java.util.Map;

/**
 * Measures where the time of a thread's training steps, or of its decoding, goes. The code of a step reports each phase
 * when it is done, and the time since the last report counts for that phase, so the phases add up to the whole. The
 * part spent in matrix products is counted separately for each phase.
 *
 * <pre>{@code
 * kernels.attend(…);
 * Phases.done(Phase.ATTENTION);
 * }</pre>
 */
public final class Phases {
    /** What a step consists of. */
    public enum Phase {
        /** DL4J's graph, masks, and all that is said to be nothing else. */
        FRAMEWORK,
        /** Equation 1. */
        ENCODER,
        /** Equation 2. */
        DECODER,
        /** Equations 3 to 5. */
        ATTENTION,
        /** Equation 6, the loss, and the way back through them. */
        OUTPUT,
        /** Back through equations 5 to 3. */
        ATTENTION_GRADIENT,
        /** Back through equation 2. */
        DECODER_GRADIENT,
        /** Back through equation 1. */
        ENCODER_GRADIENT,
        /** Clipping and Adam. */
        UPDATE,
        /** In decoding: softmax, and the choice of continuations. */
        SEARCH
    }

    /**
     * Seconds of a phase.
     *
     * @param products of {@code all}, in matrix products
     */
    public record Seconds(double all, double products) {}

    private static final ThreadLocal<Phases> OF_THREAD = ThreadLocal.withInitial(Phases::new);

    private final long[] nanos = new long[Phase.values().length];
    private final long[] productNanos = new long[nanos.length];
    private long last = System.nanoTime();
    private long products;

    private Phases() {}

    /** Gives the time since the last word to a phase of the calling thread. */
    public static void done(Phase phase) {
        var phases = OF_THREAD.get();
        long now = System.nanoTime();
        phases.nanos[phase.ordinal()] += now - phases.last;
        phases.productNanos[phase.ordinal()] += phases.products;
        phases.last = now;
        phases.products = 0;
    }

    /** Says that a matrix product took the time from {@code start}, by {@link System#nanoTime}, until now. */
    static void multiplied(long start) {
        OF_THREAD.get().products += System.nanoTime() - start;
    }

    /** Begins anew for the calling thread. */
    public static void reset() {
        OF_THREAD.remove();
        OF_THREAD.get();
    }

    /** The calling thread's times since it began. */
    public static Map<Phase, Seconds> read() {
        done(Phase.FRAMEWORK);
        var phases = OF_THREAD.get();
        var read = new EnumMap<Phase, Seconds>(Phase.class);
        for (var phase : Phase.values()) {
            int i = phase.ordinal();
            read.put(phase, new Seconds(phases.nanos[i] / 1e9, phases.productNanos[i] / 1e9));
        }
        return read;
    }

    /** No time in any phase. */
    public static Map<Phase, Seconds> zero() {
        return sum(Map.of(), Map.of());
    }

    /** Phase by phase. */
    public static Map<Phase, Seconds> sum(Map<Phase, Seconds> a, Map<Phase, Seconds> b) {
        var none = new Seconds(0, 0);
        var sum = new EnumMap<Phase, Seconds>(Phase.class);
        for (var phase : Phase.values()) {
            var x = a.getOrDefault(phase, none);
            var y = b.getOrDefault(phase, none);
            sum.put(phase, new Seconds(x.all + y.all, x.products + y.products));
        }
        return sum;
    }
}
