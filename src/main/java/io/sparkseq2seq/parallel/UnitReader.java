package io.sparkseq2seq.parallel;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/** Reads the units of one file, from its beginning to its end, in memory for one unit. */
interface UnitReader extends Closeable {
    /**
     * The next unit, or null at the end.
     *
     * @throws io.sparkseq2seq.config.UserException when the file is not of its format, or damaged
     */
    Unit next() throws IOException;

    /** What the file has been found to hold so far, such as its languages, for where nothing fits. */
    Set<String> contents();
}
