package io.sparkseq2seq.parallel;

import io.sparkseq2seq.config.PreprocessSettings.Format;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.InputFiles;
import io.sparkseq2seq.table.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Files of units that can only be read from their beginning, each by a task of its own, which reads it as a stream.
 * They are read twice: once to count, and once with the units numbered in the order of the files' paths.
 *
 * @param format {@code TMX}, {@code XLIFF} or {@code MOSES}
 * @param path a file, a folder with all in it, or a pattern
 * @param source the source's language
 * @param target the target's language
 */
record UnitFiles(Format format, String path, Language source, Language target) implements Serializable {
    /** Contents that a message names. */
    private static final int MOST_NAMED = 20;

    /** Begins the record that ends each archive; a comment of 64 KiB may stand behind it. */
    private static final byte[] ZIP_END = {'P', 'K', 5, 6};

    private static final int LONGEST_ZIP_END = 22 + (1 << 16);

    private static final Set<String> TMX = Set.of(".tmx");
    private static final Set<String> XLIFF = Set.of(".xlf", ".xliff", ".sdlxliff", ".mxliff", ".mqxliff");

    /**
     * What a file has.
     *
     * @param whole units with both sides
     */
    private record Counted(long units, long whole, Set<String> contents) implements Serializable {}

    /**
     * Reads them.
     *
     * @throws UserException when a file is of another format, damaged or unreadable, or holds none of the languages
     */
    Pairs read(SparkSession spark) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var names = InputFiles.of(path, hadoop).files().stream()
                .map(file -> file.getPath().toString())
                .toList();
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var settings = context.broadcast(new SerializableConfiguration(hadoop));
        var files = context.parallelize(names, names.size());
        var counts = files.map(file -> counted(file, settings.value().value())).collect();
        var starts = new ArrayList<Long>();
        long total = 0;
        for (var count : counts) {
            starts.add(total);
            total += count.units;
        }
        if (counts.stream().allMatch(count -> count.whole == 0)) {
            throw nothing(counts);
        }
        var rows = files.mapPartitionsWithIndex(
                (i, file) -> numbered(file.next(), starts.get(i), counts.get(i).units, settings), true);
        return new Pairs(spark.createDataFrame(rows, Pairs.SCHEMA), total);
    }

    private UserException nothing(List<Counted> counts) {
        var contents = new TreeSet<String>();
        counts.forEach(count -> contents.addAll(count.contents));
        var found = contents.stream().limit(MOST_NAMED).toList();
        return new UserException(
                "there is nothing in it from " + source + " to " + target
                        + (found.isEmpty() ? "" : "; it has " + String.join(", ", found)),
                path,
                format == Format.MOSES && contents.stream().anyMatch(UnitFiles::isXml)
                        ? "Set the format to tmx, or xliff."
                        : "Set preprocess.columns.source and preprocess.columns.target to languages that it has.");
    }

    private static boolean isXml(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return Stream.of(TMX, XLIFF).flatMap(Set::stream).anyMatch(lower::endsWith);
    }

    private Counted counted(String file, Configuration hadoop) {
        long units = 0;
        long whole = 0;
        try (var reader = open(file, hadoop)) {
            for (var unit = reader.next(); unit != null; unit = reader.next()) {
                units++;
                whole += unit.source() != null && unit.target() != null ? 1 : 0;
            }
            return new Counted(units, whole, first(reader.contents()));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Set<String> first(Set<String> contents) {
        var first = new TreeSet<String>();
        contents.stream().limit(MOST_NAMED).forEach(first::add);
        return first;
    }

    private static UserException unreadable(String file, IOException e) {
        return new UserException(
                "the input cannot be read: " + (e.getMessage() == null ? "it ends too early" : e.getMessage()),
                file,
                "Check that the file is whole.");
    }

    private UnitReader open(String name, Configuration hadoop) throws IOException {
        var file = new Path(name);
        boolean zipped = file.getName().toLowerCase(Locale.ROOT).endsWith(".zip");
        if (zipped) {
            requireEnd(file, hadoop);
        }
        return switch (format) {
            case MOSES -> {
                if (!zipped) {
                    throw new UserException(
                            "this is no zip archive", name, "For two files of lines, set the format to text.");
                }
                yield new MosesReader(() -> Unpacking.open(file, hadoop), name, source, target);
            }
            case TMX -> xml(file, zipped, TMX, (in, path) -> new TmxReader(in, path, source, target), hadoop);
            case XLIFF -> xml(file, zipped, XLIFF, (in, path) -> new XliffReader(in, path, source, target), hadoop);
            default -> throw new IllegalStateException(format.toString());
        };
    }

    /**
     * A zip archive that was cut looks whole to one who reads it from its beginning: what is lost is the end's
     * directory.
     */
    private static void requireEnd(Path file, Configuration hadoop) throws IOException {
        var system = file.getFileSystem(hadoop);
        long length = system.getFileStatus(file).getLen();
        var tail = new byte[(int) Math.min(length, LONGEST_ZIP_END)];
        try (var in = system.open(file)) {
            in.readFully(length - tail.length, tail);
        }
        for (int i = tail.length - ZIP_END.length; i >= 0; i--) {
            if (Arrays.equals(tail, i, i + ZIP_END.length, ZIP_END, 0, ZIP_END.length)) {
                return;
            }
        }
        throw new UserException("this is no zip archive, or its end is lost", file.toString(), "Get the whole file.");
    }

    private static UnitReader xml(
            Path file,
            boolean zipped,
            Set<String> endings,
            BiFunction<InputStream, String, UnitReader> reader,
            Configuration hadoop)
            throws IOException {
        var in = Unpacking.open(file, hadoop);
        return zipped ? new ZippedReader(in, file.toString(), endings, reader) : reader.apply(in, file.toString());
    }

    private Iterator<Row> numbered(String file, long start, long count, Broadcast<SerializableConfiguration> settings)
            throws IOException {
        var reader = open(file, settings.value().value());
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> close(reader, file));
        return new Iterator<>() {
            private long read;

            @Override
            public boolean hasNext() {
                return read < count;
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException(file);
                }
                try {
                    var unit = reader.next();
                    if (unit == null) {
                        throw new UserException(
                                "the file has changed while it was read", file, "Run it again on a file at rest.");
                    }
                    return RowFactory.create(start + read++, unit.source(), unit.target());
                } catch (IOException e) {
                    throw unreadable(file, e);
                }
            }
        };
    }

    private static void close(UnitReader reader, String file) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + file, e);
        }
    }
}
