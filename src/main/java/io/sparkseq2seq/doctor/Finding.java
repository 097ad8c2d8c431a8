package io.sparkseq2seq.doctor;

import io.sparkseq2seq.config.Secrets;
import java.util.Locale;

/**
 * What was found of one thing that a job needs.
 *
 * @param grade whether it will do
 * @param what was looked at, such as {@code native libraries, executors}
 * @param found in a line
 * @param mend what to do, a sentence; empty when there is nothing to do or {@code found} says it
 */
public record Finding(Grade grade, String what, String found, String mend) {
    /** Whether a thing will do. */
    public enum Grade {
        OK,
        /** A job may run, slowly or with less than was asked for. */
        WARN,
        /** A job cannot run. */
        FAIL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Masks secrets in paths. */
    public Finding {
        found = Secrets.masked(found.strip());
        mend = Secrets.masked(mend);
    }

    static Finding ok(String what, String found) {
        return new Finding(Grade.OK, what, found, "");
    }

    static Finding warn(String what, String found, String mend) {
        return new Finding(Grade.WARN, what, found, mend);
    }

    static Finding fail(String what, String found, String mend) {
        return new Finding(Grade.FAIL, what, found, mend);
    }
}
