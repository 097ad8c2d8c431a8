package io.sparkseq2seq.filter;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A rule of the user's own: what goes wrong in it is an error of that rule, and is told as such.
 *
 * @param rule an object of the user's class
 * @param name that it gave itself when it was made
 */
record CustomFilter(PairFilter rule, String name) implements PairFilter {
    private static final String WHERE = "preprocess.filters: custom.type = ";

    /** So much of a pair tells which one it is. */
    private static final int MOST_SHOWN = 60;

    /** @throws UserException when it cannot be sent to Spark's tasks, or has no name to tell */
    static CustomFilter of(PairFilter rule) {
        try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(rule);
        } catch (IOException | RuntimeException e) {
            throw failed(rule, "cannot be sent to Spark's tasks: " + e, "Let all that it holds be serializable.", e);
        }
        try {
            return new CustomFilter(rule, rule.name());
        } catch (RuntimeException | LinkageError e) {
            throw failed(rule, "has thrown when it was asked for its name: " + e, "Mend the rule.", e);
        }
    }

    @Override
    public Optional<String> reason(Pair pair) {
        Optional<String> reason;
        try {
            reason = rule.reason(pair);
        } catch (UserException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw failed(rule, "has thrown " + e + of(pair), "Mend the rule: it must bear any two texts.", e);
        }
        if (reason == null) {
            throw failed(rule, "has answered null" + of(pair), "Let it answer Optional.empty() to keep a pair.", null);
        }
        return reason;
    }

    private static String of(Pair pair) {
        return " at the pair \u201C" + start(pair.source()) + "\u201D, \u201C" + start(pair.target()) + "\u201D";
    }

    private static String start(String text) {
        int most = Math.min(
                text.length(), text.offsetByCodePoints(0, Math.min(MOST_SHOWN, text.codePointCount(0, text.length()))));
        return most < text.length() ? text.substring(0, most) + "…" : text;
    }

    private static UserException failed(PairFilter rule, String what, String mend, Throwable cause) {
        var type = rule.getClass().getName();
        var line = what.replaceAll("\\R.*", "");
        var failed = new UserException("a rule " + line, WHERE + type, mend);
        return cause == null ? failed : failed.because(cause);
    }
}
