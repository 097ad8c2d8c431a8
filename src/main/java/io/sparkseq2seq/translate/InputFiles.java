package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
import scala.Tuple2;

/** The files that a user names as input: a file, a folder, or a glob of either. */
final class InputFiles {
    private static final String LINE_END = "textinputformat.record.delimiter";

    private InputFiles() {}

    /**
     * The lines of text files, compressed or not, as rows of one column: files in the order of their paths, lines in
     * theirs. A line ends at a line feed alone, as {@code wc -l} counts; a carriage return before it is dropped.
     *
     * @throws UserException when there are no such files
     */
    static JavaRDD<Row> lines(SparkSession spark, String input) {
        var hadoop = new Configuration(spark.sparkContext().hadoopConfiguration());
        hadoop.set(LINE_END, "\n");
        try {
            var job = Job.getInstance(hadoop);
            FileInputFormat.setInputPaths(job, list(input, hadoop).toArray(Path[]::new));
            return JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .newAPIHadoopRDD(job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class)
                    .map(InputFiles::line);
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + input, e);
        }
    }

    /**
     * The files, in the order of their paths; those of a folder, without its sub-folders and hidden files.
     *
     * @throws UserException when there is none
     */
    private static List<Path> list(String input, Configuration hadoop) throws IOException {
        var files = new ArrayList<Path>();
        for (var status : find(input, hadoop)) {
            if (status.isDirectory()) {
                var path = status.getPath();
                Stream.of(sorted(path.getFileSystem(hadoop).listStatus(path, InputFiles::visible)))
                        .filter(FileStatus::isFile)
                        .forEach(child -> files.add(child.getPath()));
            } else {
                files.add(status.getPath());
            }
        }
        if (files.isEmpty()) {
            throw new UserException("the input has no files", input, "Check translate.input.");
        }
        return files;
    }

    /**
     * What a path or glob names, in the order of the paths.
     *
     * @throws UserException when there is nothing
     */
    static FileStatus[] find(String input, Configuration hadoop) throws IOException {
        var path = TextFiles.path(input);
        var found = TextFiles.fileSystem(path, hadoop).globStatus(path);
        if (found == null || found.length == 0) {
            throw new UserException("there is no such input", input, "Check translate.input.");
        }
        return sorted(found);
    }

    private static FileStatus[] sorted(FileStatus[] statuses) {
        Arrays.sort(statuses, Comparator.comparing(FileStatus::getPath));
        return statuses;
    }

    private static boolean visible(Path path) {
        return !path.getName().startsWith("_") && !path.getName().startsWith(".");
    }

    private static Row line(Tuple2<LongWritable, Text> record) {
        var line = record._2().toString();
        return RowFactory.create(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
}
