package io.sparkseq2seq.gate;

import io.sparkseq2seq.config.Secrets;

/**
 * The gate has refused a run's translations: nothing was published. The command line prints its message, one line, and
 * exits with code 3.
 */
public final class GateRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message one line: which bound, which rows, where the report is */
    public GateRefusedException(String message) {
        super(Secrets.masked(message));
    }
}
