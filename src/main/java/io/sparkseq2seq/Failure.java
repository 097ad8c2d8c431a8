package io.sparkseq2seq;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.SparkSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the command line makes of something thrown: a line for what a user or an operator can mend, wherever it stands
 * among the causes that Spark wraps around it or quotes, and a stack trace for a bug.
 *
 * @param exit with which the command ends
 * @param message one line, but for several settings that are wrong at once
 */
record Failure(ExitCode exit, String message, Throwable thrown) {
    Failure {
        message = Secrets.masked(message);
    }

    /** Spark quotes what an executor threw when it cannot carry the object itself. */
    private static final Pattern QUOTED = Pattern.compile(Pattern.quote(UserException.class.getName()) + ": ([^\n]+)");

    /** @param spark what was set, to be named where it is to be raised; nothing when settings are what failed */
    static Failure of(Throwable thrown, Optional<SparkSettings> spark) {
        var causes = causes(thrown);
        var users = causes.stream()
                .filter(UserException.class::isInstance)
                .map(UserException.class::cast)
                .findFirst();
        if (users.isPresent() && users.get().getCause() != null) {
            var beneath = text(causes(users.get().getCause()));
            var kind = FailureKind.of(beneath);
            if (kind.isPresent()) {
                return new Failure(kind.get().exit(), kind.get().message(beneath, spark), thrown);
            }
        }
        if (users.isPresent()) {
            var exit = users.get().isTemporary() ? ExitCode.RETRY : ExitCode.MENDABLE;
            return new Failure(exit, users.get().getMessage(), thrown);
        }
        var refused =
                causes.stream().filter(GateRefusedException.class::isInstance).findFirst();
        if (refused.isPresent()) {
            return new Failure(ExitCode.REFUSED, refused.get().getMessage(), thrown);
        }
        var text = text(causes);
        var quoted = QUOTED.matcher(text);
        if (quoted.find()) {
            return new Failure(ExitCode.MENDABLE, quoted.group(1).strip(), thrown);
        }
        return FailureKind.of(text)
                .map(kind -> new Failure(kind.exit(), kind.message(text, spark), thrown))
                .orElseGet(() -> new Failure(
                        ExitCode.BUG, "this is a bug of spark-seq2seq: please report it with what follows", thrown));
    }

    /** What was thrown, its causes and what was suppressed on the way, the outermost first, each once. */
    private static List<Throwable> causes(Throwable thrown) {
        var all = new ArrayList<Throwable>();
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        add(thrown, all, seen);
        return all;
    }

    private static void add(Throwable thrown, List<Throwable> all, java.util.Set<Throwable> seen) {
        for (var cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            all.add(cause);
            for (var suppressed : cause.getSuppressed()) {
                add(suppressed, all, seen);
            }
        }
    }

    private static String text(List<Throwable> causes) {
        return causes.stream().map(Failure::text).collect(Collectors.joining("\n"));
    }

    /** Its class and message; of a stack that overflowed, what called itself. */
    private static String text(Throwable cause) {
        var trace = cause.getStackTrace();
        return cause instanceof StackOverflowError && trace.length > 0
                ? cause + " in " + trace[trace.length / 2].getClassName()
                : cause.toString();
    }

    /** Prints it, and returns the exit code. */
    int print(PrintStream err) {
        err.println("seq2seq: " + message);
        if (exit == ExitCode.BUG) {
            var trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            err.print(Secrets.masked(trace.toString()));
        }
        return exit.code();
    }
}
