package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.metric.Tally;
import io.sparkseq2seq.storage.TextFiles;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Counts the sentences of plain files whose lines belong together, some at a time, so that memory does not grow with
 * them. Lines end with a line feed; compressed files are known by their extension.
 */
final class FileTally implements AutoCloseable {
    /** Lines that the cores share at a time. */
    private static final int LINES = 2_000;

    private final List<String> names;
    private final List<BufferedReader> readers = new ArrayList<>();
    private final Scorer scorer;
    private long read;

    private FileTally(List<String> names, Scorer scorer, Configuration hadoop) {
        this.names = names;
        this.scorer = scorer;
        try {
            for (String name : names) {
                readers.add(open(name, hadoop));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * @param references file names, separated by commas
     * @throws UserException when a file is missing, empty, or of another length than the others
     */
    static Tally of(String hypotheses, String references, Scorer scorer, Configuration hadoop) {
        List<String> names = Stream.concat(Stream.of(hypotheses), Stream.of(references.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        try (var files = new FileTally(names, scorer, hadoop)) {
            return files.count();
        } catch (IOException e) {
            throw new UserException(
                    "the file cannot be read: " + e.getMessage(), hypotheses, "Check that it is whole.");
        }
    }

    private static BufferedReader open(String name, Configuration hadoop) {
        Path path = TextFiles.path(name);
        try {
            var files = TextFiles.fileSystem(path, hadoop);
            if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
                throw new FileNotFoundException(name);
            }
            var codec = new CompressionCodecFactory(hadoop).getCodec(path);
            var in = files.open(path);
            return new BufferedReader(
                    new InputStreamReader(codec == null ? in : codec.createInputStream(in), StandardCharsets.UTF_8),
                    1 << 16);
        } catch (FileNotFoundException e) {
            throw new UserException("there is no such file", name, "Check the path.");
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    private Tally count() throws IOException {
        Tally sum = null;
        for (var rows = next(); !rows.isEmpty(); rows = next()) {
            List<Tally> tallies = rows.parallelStream()
                    .map(row -> scorer.tally(row.get(0), row.subList(1, row.size())))
                    .toList();
            // One after another: the last bits of a sum of means must not depend on the number of cores.
            for (Tally tally : tallies) {
                sum = sum == null ? tally : sum.plus(tally);
            }
        }
        if (sum == null) {
            throw new UserException("there are no lines", String.join(", ", names), "Check the files.");
        }
        return sum;
    }

    /** Rows of a hypothesis and its references. */
    private List<List<String>> next() throws IOException {
        var rows = new ArrayList<List<String>>();
        while (rows.size() < LINES) {
            var row = new ArrayList<String>();
            for (BufferedReader reader : readers) {
                row.add(line(reader));
            }
            if (row.stream().allMatch(line -> line == null)) {
                break;
            }
            if (row.contains(null)) {
                throw unequal(row);
            }
            rows.add(row);
            read++;
        }
        return rows;
    }

    private UserException unequal(List<String> row) throws IOException {
        var lengths = new ArrayList<String>();
        for (int i = 0; i < row.size(); i++) {
            long lines = read;
            for (String line = row.get(i); line != null; line = line(readers.get(i))) {
                lines++;
            }
            lengths.add(names.get(i) + ": " + lines);
        }
        return new UserException(
                "the files have different numbers of lines",
                String.join(", ", lengths),
                "Line n of each file must be of the same sentence.");
    }

    /** Up to the next line feed alone: a stray carriage return is white space, not the end of a line. */
    private static String line(BufferedReader reader) throws IOException {
        int next = reader.read();
        if (next < 0) {
            return null;
        }
        var line = new StringBuilder();
        for (; next >= 0 && next != '\n'; next = reader.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() {
        for (BufferedReader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing", e);
            }
        }
    }
}
