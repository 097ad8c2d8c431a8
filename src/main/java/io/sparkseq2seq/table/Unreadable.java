package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.AnalysisException;

/** What was thrown while an input was read: the user's error where the file is to blame, ours otherwise. */
final class Unreadable {
    private static final List<String> SPARKS_WORDS = List.of(
            "CANNOT_READ_FILE",
            "CANNOT_MERGE_SCHEMAS",
            "Encountered error while reading file",
            "is not a Parquet file");

    private Unreadable() {}

    /**
     * @param what "the input cannot be read"; the reason follows
     * @param mend what to do about it
     */
    static RuntimeException because(String what, String path, String mend, Throwable thrown) {
        Throwable cause = thrown;
        boolean ofTheFile = false;
        while (true) {
            if (cause instanceof UserException mendable) {
                return mendable;
            }
            var text = String.valueOf(cause.getMessage());
            ofTheFile |= cause instanceof IOException
                    || cause instanceof AnalysisException
                    || cause.getClass().getName().startsWith("org.apache.parquet.")
                    || SPARKS_WORDS.stream().anyMatch(text::contains);
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        var reason = String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("\\.$", "");
        return ofTheFile
                ? new UserException(what + ": " + reason, path, mend)
                : new IllegalStateException("reading " + path, thrown);
    }
}
