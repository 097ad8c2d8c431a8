package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * The lines of some files with their numbers from 0, counted on through all files in the order of their paths, however
 * Spark cuts them into partitions. The lines of each partition are counted in a first pass; a second one numbers them.
 *
 * <p>Only a line feed ends a line, and a carriage return before it goes with it: a stray one inside a line must not
 * shift all that follow. Bytes that are no UTF-8 become U+FFFD; a file that has hardly anything else is refused.
 *
 * <pre>{@code
 * var lines = Lines.read(spark, "hdfs:///talks/2024-*.en.gz");
 * }</pre>
 *
 * @param rows {@code (number, line)}
 * @param files how many lines each file has, in order
 */
public record Lines(JavaRDD<Row> rows, List<OfFile> files) {
    private static final long SMALLEST_SPLIT_BYTES = 1 << 20;

    /** A file and the number of its lines. */
    public record OfFile(String path, long lines) {
        /** The last part of the path. */
        public String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /** The number of all lines. */
    public long count() {
        return files.stream().mapToLong(OfFile::lines).sum();
    }

    /**
     * @param path a file, a folder with all in it, or a pattern; compressed files by their extension
     * @throws UserException when nothing is there, it cannot be read, or is no text
     */
    public static Lines read(SparkSession spark, String path) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var files = InputFiles.of(path, hadoop).files();
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        try {
            var broadcast = context.broadcast(new SerializableConfiguration(hadoop));
            var splits = splits(spark, files, hadoop);
            List<Tuple2<Integer, LineCount>> counts = splits.map(split -> new Tuple2<>(
                            split.file(),
                            LineCount.of(new LineReader(split, broadcast.value().value()), split.start() == 0)))
                    .collect();
            var starts = new long[counts.size() + 1];
            var perFile = new LineCount[files.size()];
            Arrays.fill(perFile, LineCount.NONE);
            for (int i = 0; i < counts.size(); i++) {
                var count = counts.get(i)._2;
                starts[i + 1] = starts[i] + count.lines();
                perFile[counts.get(i)._1] = perFile[counts.get(i)._1].plus(count);
            }
            var counted = new ArrayList<OfFile>();
            for (int i = 0; i < perFile.length; i++) {
                var name = files.get(i).getPath().toString();
                perFile[i].foreign().ifPresent(kind -> {
                    throw new UserException("this is " + kind[0], name, kind[1]);
                });
                counted.add(new OfFile(name, perFile[i].lines()));
            }
            var rows = splits.mapPartitionsWithIndex(
                    (i, split) -> numbered(split.next(), broadcast.value().value(), starts[i], starts[i + 1]), true);
            return new Lines(rows, counted);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            throw Unreadable.because("the input cannot be read", path, "Check that the file is whole.", e);
        }
    }

    /** One partition a split, on the hosts that have it. */
    private static JavaRDD<TextSplit> splits(SparkSession spark, List<LocatedFileStatus> files, Configuration hadoop) {
        long bytes = files.stream().mapToLong(LocatedFileStatus::getLen).sum();
        long share = bytes / (2L * spark.sparkContext().defaultParallelism());
        long largest = hadoop.getLong(FileInputFormat.SPLIT_MAXSIZE, Math.max(SMALLEST_SPLIT_BYTES, share));
        var placed = TextSplit.of(files, largest, hadoop).stream()
                .map(split -> new Tuple2<>(
                        split.split(),
                        JavaConverters.asScalaBuffer(split.hosts()).toSeq()))
                .toList();
        return spark.sparkContext()
                .makeRDD(
                        JavaConverters.asScalaBuffer(placed).toSeq(),
                        ClassTag$.MODULE$.<TextSplit>apply(TextSplit.class))
                .toJavaRDD();
    }

    private static Iterator<Row> numbered(TextSplit split, Configuration hadoop, long start, long end) {
        var lines = new LineReader(split, hadoop);
        return new Iterator<>() {
            private long number = start;

            @Override
            public boolean hasNext() {
                boolean more = lines.hasNext();
                if (more == (number == end)) {
                    throw new UserException(
                            "the file has changed while it was read", split.path(), "Run it again on a file at rest.");
                }
                return more;
            }

            @Override
            public Row next() {
                return RowFactory.create(number++, line(lines.next()));
            }
        };
    }

    private static String line(Text text) {
        int length = text.getLength();
        var line = text.toString();
        return length > 0 && text.getBytes()[length - 1] == '\r' ? line.substring(0, line.length() - 1) : line;
    }
}
