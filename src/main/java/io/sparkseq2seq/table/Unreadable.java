package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;

/** What was thrown while an input was read: the user's error where the file is to blame, ours otherwise. */
final class Unreadable {
    private static final List<String> SPARKS_WORDS = List.of(
            "CANNOT_READ_FILE",
            "CANNOT_MERGE_SCHEMAS",
            "Encountered error while reading file",
            "MALFORMED_RECORD_IN_PARSING",
            "does not conform to the schema",
            "is not a Parquet file");

    /** Spark's words around what a file of many has done. */
    private static final Pattern FILE = Pattern.compile("Encountered error while reading file (\\S+?)\\.?(?:\\s|$)");

    private Unreadable() {}

    /**
     * @param what "the input cannot be read"; the reason follows
     * @param mend what to do about it
     */
    static RuntimeException because(String what, String path, String mend, Throwable thrown) {
        Throwable cause = thrown;
        boolean ofTheFile = false;
        var where = path;
        while (true) {
            if (cause instanceof UserException mendable) {
                return mendable;
            }
            if (cause instanceof LineReader.Fault fault) {
                where = fault.path();
            }
            var text = String.valueOf(cause.getMessage());
            ofTheFile |= cause instanceof IOException
                    || cause instanceof AnalysisException
                    || cause.getClass().getName().startsWith("org.apache.parquet.")
                    || SPARKS_WORDS.stream().anyMatch(text::contains);
            var file = FILE.matcher(text);
            if (file.find()) {
                where = file.group(1);
            }
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        var reason = reason(cause).lines().findFirst().orElse("").replaceFirst("\\.$", "");
        return ofTheFile
                ? new UserException(what + ": " + reason, where, mend)
                : new IllegalStateException("reading " + path, thrown);
    }

    /** What is wrong; libraries leave it to the class where a file ends too early. */
    static String reason(Throwable cause) {
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        return cause instanceof EOFException
                ? "it ends too early"
                : cause.getClass().getSimpleName();
    }
}
