package io.sparkseq2seq.storage;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * How an output comes into being on one kind of store. What it deletes carries the name of a run, or a mark lists it.
 */
sealed interface Form permits Renamed, Pointed, Direct {

    /** Makes room for a run: called once, before it writes. */
    void begin(RunId run) throws IOException;

    /** The folder that a run writes to. */
    Path directory(RunId run);

    /** The folder in which readers will find what the run has written. */
    Path published(RunId run);

    /**
     * Makes what the run has written the output, in place of what is there.
     *
     * @param mark without files
     * @param texts small files that belong to it, by name
     */
    void publish(RunId run, Mark mark, Map<String, String> texts) throws IOException;

    /**
     * Clears up after a run that has ended somewhere: what it published stays, of what it did not, nothing does.
     *
     * @param end after which the run has written nothing, in milliseconds by the store's clock
     */
    void mend(RunId run, long end) throws IOException;

    /** The form of an output, after its store and kind. */
    static Form of(OutputPath output, Kind kind, boolean renames) {
        if (renames) {
            return new Renamed(output.files(), output.path(), output.workplace());
        }
        return kind == Kind.TRANSLATIONS
                ? new Direct(output.files(), output.path())
                : new Pointed(output.files(), output.path());
    }
}
