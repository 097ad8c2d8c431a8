package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.LineFeedReader;
import io.sparkseq2seq.storage.TextFiles;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The sentences of a text file, a line each, or of a folder of such files in the order of their names, as translate
 * writes them. Compressed files are known by their extension. Where something cannot be read, the file is named.
 */
final class Sentences implements Closeable {
    private final String name;
    private final boolean firstColumn;
    private final FileSystem files;
    private final CompressionCodecFactory codecs;
    private final Deque<Path> parts;

    private Path part;
    private LineFeedReader reader;
    private long read;

    private Sentences(String name, boolean firstColumn, FileSystem files, List<Path> parts, Configuration hadoop) {
        this.name = name;
        this.firstColumn = firstColumn;
        this.files = files;
        this.codecs = new CompressionCodecFactory(hadoop);
        this.parts = new ArrayDeque<>(parts);
    }

    /**
     * Opens a file or a folder of translations. In a folder a sentence ends where its line's first tab is: what
     * translate writes after it is the log-probability.
     *
     * @throws UserException when there is none, or no text in it
     */
    static Sentences translations(String name, Configuration hadoop) {
        return open(name, true, hadoop);
    }

    /**
     * Opens a file or a folder of references, whose lines are sentences as they stand.
     *
     * @throws UserException when there is none, or no text in it
     */
    static Sentences references(String name, Configuration hadoop) {
        return open(name, false, hadoop);
    }

    private static Sentences open(String name, boolean translations, Configuration hadoop) {
        Path path = TextFiles.path(name);
        try {
            var files = TextFiles.fileSystem(path, hadoop);
            boolean folder = files.getFileStatus(path).isDirectory();
            var parts = folder ? parts(name, files.listStatus(path)) : List.of(path);
            return new Sentences(name, folder && translations, files, parts, hadoop);
        } catch (FileNotFoundException e) {
            throw new UserException("there is no such file", name, "Check the path.");
        } catch (IOException e) {
            throw new UncheckedIOException("opening " + name, e);
        }
    }

    private static List<Path> parts(String name, FileStatus[] found) {
        var parts = Arrays.stream(found)
                .filter(file -> !file.getPath().getName().matches("[._].*"))
                .sorted(Comparator.comparing(file -> file.getPath().getName()))
                .toList();
        for (var part : parts) {
            if (part.isDirectory() || part.getPath().getName().endsWith(".parquet")) {
                throw new UserException(
                        "the folder holds " + (part.isDirectory() ? "another folder, " : "a table, ")
                                + part.getPath().getName(),
                        name,
                        "Give a file of text, or a folder of such files as translate writes with"
                                + " translate.output-format=text.");
            }
        }
        if (parts.isEmpty()) {
            throw new UserException("there is no file in this folder", name, "Check the path.");
        }
        return parts.stream().map(FileStatus::getPath).toList();
    }

    /** As the user has given it. */
    String name() {
        return name;
    }

    /** Sentences read so far. */
    long read() {
        return read;
    }

    /**
     * The next sentence, null after the last one.
     *
     * @throws UserException when the file cannot be read to its end
     */
    String next() {
        try {
            String line = reader == null ? null : reader.next();
            while (line == null) {
                if (parts.isEmpty()) {
                    return null;
                }
                close();
                part = parts.remove();
                reader = new LineFeedReader(open(part));
                line = reader.next();
            }
            read++;
            int tab = firstColumn ? line.indexOf('\t') : -1;
            return tab < 0 ? line : line.substring(0, tab);
        } catch (IOException e) {
            throw new UserException(
                    "the file cannot be read: " + e.getMessage(), part.toString(), "Check that it is whole.");
        }
    }

    private InputStream open(Path path) throws IOException {
        var codec = codecs.getCodec(path);
        // A name with a colon has no valid name for its checksum file beside it.
        boolean raw = files instanceof LocalFileSystem && path.getName().contains(":");
        var in = (raw ? ((LocalFileSystem) files).getRawFileSystem() : files).open(path);
        return codec == null ? in : codec.createInputStream(in);
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + part, e);
        }
    }
}
