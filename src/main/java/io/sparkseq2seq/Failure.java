package io.sparkseq2seq;

import io.sparkseq2seq.config.UserException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.AnalysisException;

/**
 * What the command line makes of something thrown: a line for what the user can mend, wherever it stands among the
 * causes that Spark wraps around it, and a stack trace for a bug.
 */
record Failure(int exitCode, String message, Throwable thrown) {
    /** Exit code of what the user can mend. */
    static final int MENDABLE = 2;

    private static final int BUG = 1;
    /** Spark quotes what an executor threw when it cannot carry the object itself. */
    private static final Pattern QUOTED = Pattern.compile(Pattern.quote(UserException.class.getName()) + ": ([^\n]+)");

    static Failure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Optional<String> message = mendable(cause);
            if (message.isPresent()) {
                return new Failure(MENDABLE, message.get(), thrown);
            }
        }
        return new Failure(BUG, "this is a bug of spark-seq2seq: please report it with what follows", thrown);
    }

    private static Optional<String> mendable(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof UserException) {
            return Optional.of(text);
        }
        if (cause instanceof AnalysisException analysis && "PATH_NOT_FOUND".equals(analysis.getErrorClass())
                || cause instanceof org.apache.hadoop.mapred.InvalidInputException) {
            return message(text.replaceFirst("^\\[PATH_NOT_FOUND] ", ""), "input", "Check the path.");
        }
        if (cause instanceof AccessControlException || cause instanceof java.nio.file.AccessDeniedException) {
            return message(text, "file system", "Check who may read and write there.");
        }
        if (cause instanceof java.net.ConnectException || cause instanceof java.net.UnknownHostException) {
            return message("no connection: " + text, "network", "Check the host's name and port.");
        }
        if (cause instanceof OutOfMemoryError) {
            return text.startsWith("Java heap space") || text.startsWith("GC overhead")
                    ? message("the heap is full", "memory", "Raise spark.memory, or lower the batch.")
                    : message(text, "memory", "Raise spark.off-heap, or lower the batch.");
        }
        var quoted = QUOTED.matcher(text);
        return quoted.find() ? Optional.of(quoted.group(1).strip()) : Optional.empty();
    }

    private static Optional<String> message(String what, String where, String mend) {
        String line = what.lines().findFirst().orElse("").replaceFirst("\\.$", "");
        return Optional.of(new UserException(line, where, mend).getMessage());
    }

    /** Prints it, and returns the exit code. */
    int print(PrintStream err) {
        err.println("seq2seq: " + message);
        if (exitCode == BUG) {
            thrown.printStackTrace(err);
        }
        return exitCode;
    }
}
