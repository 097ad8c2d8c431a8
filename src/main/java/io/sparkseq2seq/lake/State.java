package io.sparkseq2seq.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.storage.TextFiles;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What the last run has found and left. When nothing of it has changed, there is nothing to do, and no text need be
 * read. It only ever saves work: without it the rows are compared.
 *
 * @param source version of the source that the run read
 * @param output version of the output that it left
 * @param work all that says what is to be done: identity, key, columns, what becomes of deleted rows
 * @param rows of the source
 */
record State(String source, String output, String work, long rows) {
    State {
        // They name paths and options, and are kept.
        source = Secrets.masked(source);
        output = Secrets.masked(output);
        work = Secrets.masked(work);
    }

    private static final String FILE = "state.json";
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static Optional<State> read(Path folder, Configuration hadoop) {
        var file = new Path(folder, FILE);
        if (!TextFiles.exists(file, hadoop)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(TextFiles.read(file, hadoop), State.class));
        } catch (JsonProcessingException | UncheckedIOException e) {
            // Half written when a run died.
            return Optional.empty();
        }
    }

    /** Whether nothing has changed since; never where no version tells. */
    boolean isOf(String source, String output, String work) {
        return !source.isEmpty()
                && !output.isEmpty()
                && Secrets.masked(source).equals(this.source)
                && Secrets.masked(output).equals(this.output)
                && Secrets.masked(work).equals(this.work);
    }

    void write(Path folder, Configuration hadoop) {
        try {
            TextFiles.write(new Path(folder, FILE), JSON.writeValueAsString(this) + "\n", hadoop);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(toString(), e);
        }
    }
}
