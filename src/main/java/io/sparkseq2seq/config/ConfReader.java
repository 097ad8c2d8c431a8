package io.sparkseq2seq.config;

import java.util.Optional;

/**
 * Reads a file of settings by its path. This package knows local files and presets only; whoever knows Hadoop's file
 * systems gives a reader of theirs.
 */
@FunctionalInterface
public interface ConfReader {
    /** Knows no path. */
    ConfReader NONE = (path, most) -> Optional.empty();

    /**
     * Reads the start of a file.
     *
     * @param most bytes that are of use
     * @return at most so many; empty when there is no such file
     * @throws UserException when it cannot be read
     */
    Optional<byte[]> read(String path, int most);
}
