package io.sparkseq2seq;

/** How a command can end, for the shell and for schedulers. The same table is in the README and in {@code --help}. */
enum ExitCode {
    DONE(0),
    /** Told with its stack trace. */
    BUG(1),
    /** A user or an operator can mend it; told in one line. */
    MENDABLE(2),
    /** The gate found a run's translations outside of their bounds; nothing was published. */
    REFUSED(3),
    /** It may pass, so the same command may succeed later; EX_TEMPFAIL of sysexits.h. */
    RETRY(75),
    /** By Ctrl-C; by SIGTERM the JVM's own code is 143. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Whether the same command would end the same way until somebody has mended something. */
    boolean isFinal() {
        return this == MENDABLE || this == REFUSED;
    }
}
