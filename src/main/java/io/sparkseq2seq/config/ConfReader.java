package io.sparkseq2seq.config;

import java.util.Optional;

/**
 * Reads a file of settings by its path. This package knows only local files and presets; a caller that knows Hadoop's
 * file systems passes a reader for them.
 */
@FunctionalInterface
public interface ConfReader {
    /** Finds no file. */
    ConfReader NONE = (path, most) -> Optional.empty();

    /**
     * Reads the start of a file.
     *
     * @param most the most bytes to read
     * @return at most that many bytes; empty when there is no such file
     * @throws UserException when it cannot be read
     */
    Optional<byte[]> read(String path, int most);
}
