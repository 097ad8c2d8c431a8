package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * The lines of some files with their numbers from 0, counted on through all files in the order of their paths, however
 * Spark cuts them into partitions. The lines of each partition are counted in a first pass; a second one numbers them.
 *
 * <p>Only a line feed ends a line, and a carriage return before it goes with it: a stray one inside a line must not
 * shift all that follow. Bytes that are no UTF-8 become U+FFFD.
 *
 * @param rows {@code (number, line)}
 * @param count how many there are
 */
public record Lines(JavaRDD<Row> rows, long count) {
    private static final String LARGEST_SPLIT = FileInputFormat.SPLIT_MAXSIZE;
    private static final long SMALLEST_SPLIT_BYTES = 1 << 20;

    /**
     * @param path a file, a directory or a glob; compressed files by their extension
     * @throws UserException when nothing is there, or it cannot be read
     */
    public static Lines read(SparkSession spark, String path) {
        var files = files(path, spark.sparkContext().hadoopConfiguration());
        var lines = lines(spark, files);
        try {
            List<Long> counts = lines.mapPartitionsWithIndex(Lines::count, true).collect();
            var starts = new long[counts.size()];
            long total = 0;
            for (int i = 0; i < starts.length; i++) {
                starts[i] = total;
                total += counts.get(i);
            }
            return new Lines(lines.mapPartitionsWithIndex((i, part) -> numbered(starts[i], part), true), total);
        } catch (Exception e) {
            throw unreadable(path, e);
        }
    }

    private static List<FileStatus> files(String path, Configuration hadoop) {
        try {
            var pattern = TextFiles.path(path);
            var system = TextFiles.fileSystem(pattern, hadoop);
            var found = system.globStatus(pattern);
            var files = new ArrayList<FileStatus>();
            for (var status : found == null ? new FileStatus[0] : found) {
                if (status.isDirectory()) {
                    Arrays.stream(system.listStatus(status.getPath()))
                            .filter(file -> file.isFile() && isVisible(file.getPath()))
                            .forEach(files::add);
                } else {
                    files.add(status);
                }
            }
            if (files.isEmpty()) {
                throw new UserException("there is no such file", path, "Check the path.");
            }
            files.sort(Comparator.comparing(file -> file.getPath().toString()));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + path, e);
        }
    }

    private static boolean isVisible(Path file) {
        return !file.getName().startsWith("_") && !file.getName().startsWith(".");
    }

    private static JavaRDD<String> lines(SparkSession spark, List<FileStatus> files) {
        try {
            var job = Job.getInstance(spark.sparkContext().hadoopConfiguration());
            FileInputFormat.setInputPaths(
                    job, files.stream().map(FileStatus::getPath).toArray(Path[]::new));
            var hadoop = job.getConfiguration();
            hadoop.set("textinputformat.record.delimiter", "\n");
            if (hadoop.get(LARGEST_SPLIT) == null) {
                long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
                long split = bytes / (2L * spark.sparkContext().defaultParallelism());
                hadoop.setLong(LARGEST_SPLIT, Math.max(SMALLEST_SPLIT_BYTES, split));
            }
            return JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .newAPIHadoopRDD(hadoop, TextInputFormat.class, LongWritable.class, Text.class)
                    .map(record -> line(record._2));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + files, e);
        }
    }

    private static String line(Text text) {
        int length = text.getLength();
        var line = text.toString();
        return length > 0 && text.getBytes()[length - 1] == '\r' ? line.substring(0, line.length() - 1) : line;
    }

    private static Iterator<Long> count(int partition, Iterator<String> lines) {
        long count = 0;
        for (; lines.hasNext(); lines.next()) {
            count++;
        }
        return List.of(count).iterator();
    }

    private static Iterator<Row> numbered(long start, Iterator<String> lines) {
        return new Iterator<>() {
            private long number = start;

            @Override
            public boolean hasNext() {
                return lines.hasNext();
            }

            @Override
            public Row next() {
                return RowFactory.create(number++, lines.next());
            }
        };
    }

    /** What was thrown while an input was read: the user's error where the file is to blame, ours otherwise. */
    static RuntimeException unreadable(String path, Exception thrown) {
        Throwable cause = thrown;
        boolean ofTheFile = false;
        while (true) {
            ofTheFile |= cause instanceof IOException
                    || String.valueOf(cause.getMessage()).contains("CANNOT_READ_FILE");
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        var message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return ofTheFile
                ? new UserException("the input cannot be read: " + message, path, "Check that the file is whole.")
                : new IllegalStateException("reading " + path, thrown);
    }
}
