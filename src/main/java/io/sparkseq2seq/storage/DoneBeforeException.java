package io.sparkseq2seq.storage;

/** The output of a job is there already, made by an earlier attempt at the same application: there is nothing to do. */
public final class DoneBeforeException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String output;

    /** @param output as the user has written it */
    public DoneBeforeException(String output) {
        super("an earlier attempt at this application has made " + output);
        this.output = output;
    }

    /** As the user has written it. */
    public String output() {
        return output;
    }
}
