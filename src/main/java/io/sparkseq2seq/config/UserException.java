package io.sparkseq2seq.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An error that the user can mend: a missing file, a bad value, a key that does not exist. The command line prints its
 * message without a stack trace and exits with code 2, or with 75 where it may pass; everything else that is thrown is
 * a bug of ours. Secrets in paths are masked.
 *
 * <pre>{@code throw new UserException("there is no model", path, "Train one, or give translate.model=PATH.")}</pre>
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** How many are told at a time. */
    private static final int MOST = 20;

    private final boolean temporary;

    /**
     * @param what what is wrong, with the offending value
     * @param where the path, the file and line, or "command line"
     * @param mend what to do about it, a sentence
     */
    public UserException(String what, String where, String mend) {
        this(what, where, mend, false);
    }

    private UserException(String what, String where, String mend, boolean temporary) {
        super(Secrets.masked(what + " (" + where + "). " + mend + (mend.matches("(?s).*[.?!]") ? "" : ".")));
        this.temporary = temporary;
    }

    private UserException(String message) {
        super(message);
        this.temporary = false;
    }

    /**
     * An error that may pass: the same command may succeed later, so a scheduler should try again. The parameters are
     * the constructor's.
     */
    public static UserException temporary(String what, String where, String mend) {
        return new UserException(what, where, mend, true);
    }

    /**
     * The same, with what brought it about: where that is a kind of trouble by itself, the command line tells of that.
     */
    public UserException because(Throwable cause) {
        initCause(cause);
        return this;
    }

    /** Whether it may pass. */
    public boolean isTemporary() {
        return temporary;
    }

    /**
     * Several errors as one, a line each, of very many the first; a single one stays as it is.
     *
     * @param problems at least one
     */
    public static UserException all(List<UserException> problems) {
        if (problems.size() == 1) {
            return problems.get(0);
        }
        String more = problems.size() > MOST ? "\n  and " + (problems.size() - MOST) + " more" : "";
        return new UserException(problems.stream()
                .limit(MOST)
                .map(UserException::getMessage)
                .collect(Collectors.joining("\n  ", problems.size() + " problems:\n  ", more)));
    }
}
