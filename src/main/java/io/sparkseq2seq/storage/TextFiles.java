package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.UserException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Small UTF-8 files on any Hadoop file system: manifests, settings, reports. */
public final class TextFiles {
    private TextFiles() {}

    /** @throws UserException when there is no such file */
    public static String read(String path, Configuration hadoop) {
        return read(path(path), hadoop);
    }

    /** @throws UserException when there is no such file */
    public static String read(Path path, Configuration hadoop) {
        try (var in = fileSystem(path, hadoop).open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw new UserException("there is no such file", path.toString(), "Check the path.");
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    /**
     * The bytes of a small file.
     *
     * @throws IOException when there is no such file, it is longer than {@code most}, or cannot be read
     */
    public static byte[] bytes(Path path, int most, Configuration hadoop) throws IOException {
        var files = fileSystem(path, hadoop);
        long length = files.getFileStatus(path).getLen();
        if (length > most) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s has %,d bytes, where at most %,d belong", path.getName(), length, most));
        }
        try (var in = files.open(path)) {
            var bytes = in.readNBytes(most);
            if (bytes.length != length) {
                throw new EOFException(path.getName() + " does not have the bytes that it should");
            }
            return bytes;
        }
    }

    /**
     * The start of a file.
     *
     * @return at most so many bytes; empty when there is no such file
     */
    public static Optional<byte[]> start(String path, int most, Configuration hadoop) {
        var file = path(path);
        try (var in = fileSystem(file, hadoop).open(file)) {
            return Optional.of(in.readNBytes(most));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    /** Writes a file whole, replacing one that is there and making the directories above it. */
    public static void write(String path, String text, Configuration hadoop) {
        write(path(path), text, hadoop);
    }

    /** Writes a file whole, replacing one that is there and making the directories above it. */
    public static void write(Path path, String text, Configuration hadoop) {
        try {
            write(fileSystem(path, hadoop), path, text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + path, e);
        }
    }

    /**
     * Writes a file of which a reader sees the old text or the new one, and never a part. On a store without renames a
     * file appears when it is closed; elsewhere it is written beside and renamed.
     */
    public static void replace(Path path, String text, Configuration hadoop) {
        try {
            var files = fileSystem(path, hadoop);
            var whole = files.makeQualified(path);
            if (!Publication.renames(whole, hadoop)) {
                write(files, whole, text);
                return;
            }
            var next = new Path(whole.getParent(), "." + whole.getName() + ".next");
            write(files, next, text);
            rename(files, next, whole, hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + path, e);
        }
    }

    private static void rename(FileSystem files, Path from, Path to, Configuration hadoop) throws IOException {
        try {
            FileContext.getFileContext(to.toUri(), hadoop).rename(from, to, Options.Rename.OVERWRITE);
        } catch (UnsupportedFileSystemException e) {
            // One that knows no rename onto a file: for an instant there is none.
            files.delete(to, false);
            if (!files.rename(from, to)) {
                throw new IOException("cannot rename " + from + " to " + to);
            }
        }
    }

    static void write(FileSystem files, Path path, String text) throws IOException {
        try (var out = files.create(path, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Whether there is a file or a directory. */
    public static boolean exists(String path, Configuration hadoop) {
        return exists(path(path), hadoop);
    }

    /** Whether there is a file or a directory. */
    public static boolean exists(Path path, Configuration hadoop) {
        try {
            return fileSystem(path, hadoop).exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + path, e);
        }
    }

    /**
     * The path that a user wrote.
     *
     * @throws UserException when it is none
     */
    public static Path path(String path) {
        try {
            return new Path(path);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "this is not a path",
                    "'" + path + "'",
                    "Give a path such as hdfs:///data/x; put ./ before a name with a colon.");
        }
    }

    /**
     * A path with its file system, by which two spellings of one path are equal.
     *
     * @throws UserException when its scheme or host is not known
     */
    public static Path qualified(String path, Configuration hadoop) {
        try {
            var given = path(path);
            return fileSystem(given, hadoop).makeQualified(given);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /**
     * The file system of a path.
     *
     * @throws UserException when its scheme or host is not known
     */
    public static FileSystem fileSystem(Path path, Configuration hadoop) throws IOException {
        try {
            return path.getFileSystem(hadoop);
        } catch (UnsupportedFileSystemException e) {
            throw new UserException(
                    "no file system is known for this path",
                    path.toString(),
                    "Check its scheme, or put the file system's jar on the class path (--packages).");
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "the file system cannot be reached: " + e.getMessage(),
                    path.toString(),
                    "Check the host's name and port.");
        }
    }
}
