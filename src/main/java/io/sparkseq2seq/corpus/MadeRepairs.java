package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.TextRepair;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Repairs;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which repairs have changed the text of a pair, on either side: those of the settings, and the removal of control
 * characters and broken ones, which every text goes through. A row holds them as bits.
 */
final class MadeRepairs {
    /** The column of {@link #bits}. */
    static final String COLUMN = "repaired";

    private static final TextRepair[] REPAIRS = TextRepair.values();
    private static final String CONTROL = "control characters";

    /** How many repairs there are. */
    static final int KINDS = REPAIRS.length + 1;

    private final Set<TextRepair> made = EnumSet.noneOf(TextRepair.class);
    private boolean cleaned;

    /** A text after its repairs, which are noted. */
    String repair(String text, Repairs repairs) {
        var repaired = repairs.repair(text, made);
        var clean = Normalizer.clean(repaired);
        cleaned |= !clean.equals(repaired);
        return clean;
    }

    /** A bit for each repair; 0: none was made. */
    int bits() {
        int bits = cleaned ? 1 << REPAIRS.length : 0;
        for (var repair : made) {
            bits |= 1 << repair.ordinal();
        }
        return bits;
    }

    /** Adds a pair of such bits to the number of pairs that each repair has changed. */
    static void count(int bits, long[] pairs) {
        for (int rest = bits; rest != 0; rest &= rest - 1) {
            pairs[Integer.numberOfTrailingZeros(rest)]++;
        }
    }

    /** Those of such numbers that are not 0, by the repair's name. */
    static Map<String, Long> named(long[] pairs) {
        var named = new TreeMap<String, Long>();
        for (int i = 0; i < KINDS; i++) {
            if (pairs[i] > 0) {
                named.put(i < REPAIRS.length ? REPAIRS[i].name().toLowerCase(Locale.ROOT) : CONTROL, pairs[i]);
            }
        }
        return named;
    }
}
