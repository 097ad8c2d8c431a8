package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.table.Lines;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.table.StoredRows;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * The rows of a translate job, and how large they are.
 *
 * @param session that the output is written by
 * @param rows after {@code schema}, in the order of the input's files and lines
 * @param schema of text: the one column {@code source}
 * @param source the table; nothing for text
 * @param columns to translate
 */
record TranslateInput(
        SparkSession session,
        JavaRDD<InternalRow> rows,
        StructType schema,
        Optional<Source> source,
        List<TranslatedColumn> columns)
        implements AutoCloseable {
    private static final long ROWS_OF_TASK = 1_000;
    private static final long CHARACTERS_OF_TASK = 100_000;
    private static final long MOST_TASKS = 5_000;
    /** So that a slow task at the end holds up little. */
    private static final int TASKS_OF_CORE = 4;
    /** What a row costs beside its characters. */
    private static final long WEIGHT_OF_ROW = 16;

    /**
     * What is in a partition.
     *
     * @param rows in it
     * @param texts of all columns that are there
     * @param characters of all texts
     */
    record Size(long rows, long texts, long characters) implements java.io.Serializable {
        long weight() {
            return characters + rows * WEIGHT_OF_ROW;
        }

        Size plus(Size other) {
            return new Size(rows + other.rows, texts + other.texts, characters + other.characters);
        }
    }

    /**
     * Opens the input. Of a table no rows are read; of text its lines are counted.
     *
     * @throws io.sparkseq2seq.config.UserException when it is missing or cannot be read, or its columns are not as they
     *     must be
     */
    static TranslateInput open(SparkSession spark, TranslateSettings settings) {
        if (settings.format() == DataFormat.TEXT) {
            var schema = new StructType().add("source", DataTypes.StringType);
            var columns = TranslatedColumn.ofLines(settings, schema);
            var lines = Lines.read(spark, settings.input());
            var rows = new OrderedRows(lines.rows().mapToPair(TranslateInput::line), lines.count())
                    .spread(tasksOf(lines.count(), settings, spark))
                    .map(TranslateInput::row);
            return new TranslateInput(spark, rows, schema, Optional.empty(), columns);
        }
        var source = Source.open(spark, settings.format(), settings.input(), settings.options());
        var columns = TranslatedColumn.of(settings, source.schema());
        return new TranslateInput(
                source.rows().sparkSession(),
                StoredRows.of(source).toJavaRDD(),
                source.schema(),
                Optional.of(source),
                columns);
    }

    /** By lines, before their lengths are known. */
    private static int tasksOf(long rows, TranslateSettings settings, SparkSession spark) {
        if (settings.partitions() > 0) {
            return (int) Math.max(1, Math.min(settings.partitions(), rows));
        }
        long shared = rows / ((long) TASKS_OF_CORE * spark.sparkContext().defaultParallelism());
        long most = Math.max(ROWS_OF_TASK, rows / MOST_TASKS);
        long rowsOfTask = Math.max(settings.batch(), Math.min(shared, most));
        return (int) Math.max(1, (rows + rowsOfTask - 1) / rowsOfTask);
    }

    private static Tuple2<Long, Row> line(Row numbered) {
        return new Tuple2<>(numbered.getLong(0), org.apache.spark.sql.RowFactory.create(numbered.getString(1)));
    }

    private static InternalRow row(Row line) {
        return new GenericInternalRow(new Object[] {UTF8String.fromString(line.getString(0))});
    }

    SourceText texts() {
        return SourceText.of(
                schema, columns.stream().map(TranslatedColumn::source).toList());
    }

    /** The size of each partition: all rows are read once. */
    List<Size> sizes() {
        var texts = texts();
        return rows.mapPartitions(part -> List.of(size(part, texts)).iterator()).collect();
    }

    private static Size size(Iterator<InternalRow> rows, SourceText texts) {
        long count = 0;
        long there = 0;
        long characters = 0;
        while (rows.hasNext()) {
            var row = rows.next();
            count++;
            there += texts.texts(row);
            characters += texts.characters(row);
        }
        return new Size(count, there, characters);
    }

    /**
     * Enough tasks for all cores, and none so large that much is lost with it; a batch each at least, a row when asked
     * for.
     */
    static int tasks(Size all, TranslateSettings settings, SparkSession spark) {
        if (settings.partitions() > 0) {
            return (int) Math.max(1, Math.min(settings.partitions(), all.rows));
        }
        long shared =
                all.weight() / ((long) TASKS_OF_CORE * spark.sparkContext().defaultParallelism());
        long most = Math.max(CHARACTERS_OF_TASK, all.weight() / MOST_TASKS);
        long least = all.rows == 0 ? 1 : settings.batch() * (all.weight() / all.rows);
        long weight = Math.max(Math.min(least, most), Math.min(shared, most));
        return (int) Math.max(1, Math.min(all.rows, (all.weight() + weight - 1) / Math.max(1, weight)));
    }

    /**
     * The texts, spread over tasks of about as many characters each: nothing else of the rows travels. Rows without a
     * text stay where they are.
     */
    JavaRDD<RowTexts> spread(List<Size> sizes, int tasks) {
        var texts = texts();
        var starts = new long[sizes.size() + 1];
        for (int i = 0; i < sizes.size(); i++) {
            starts[i + 1] = starts[i] + sizes.get(i).weight();
        }
        long all = Math.max(1, starts[sizes.size()]);
        JavaPairRDD<Integer, RowTexts> addressed = rows.mapPartitionsWithIndex(
                        (partition, part) -> addressed(partition, part, texts, starts[partition], all, tasks), true)
                .mapToPair(pair -> pair);
        return addressed.partitionBy(new Tasks(tasks)).values();
    }

    private static Iterator<Tuple2<Integer, RowTexts>> addressed(
            int partition, Iterator<InternalRow> rows, SourceText texts, long start, long all, int tasks) {
        return new Iterator<>() {
            private long at = start;
            private long index;
            private Tuple2<Integer, RowTexts> next;

            @Override
            public boolean hasNext() {
                while (next == null && rows.hasNext()) {
                    var row = rows.next();
                    if (texts.texts(row) > 0) {
                        int task = (int) Math.min(tasks - 1L, (long) ((double) at / all * tasks));
                        next = new Tuple2<>(task, texts(row, new RowTexts.Place(partition, index)));
                    }
                    at += texts.characters(row) + WEIGHT_OF_ROW;
                    index++;
                }
                return next != null;
            }

            @Override
            public Tuple2<Integer, RowTexts> next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                var ready = next;
                next = null;
                return ready;
            }

            private RowTexts texts(InternalRow row, RowTexts.Place place) {
                var strings = new String[texts.size()];
                var damaged = new boolean[texts.size()];
                for (int i = 0; i < strings.length; i++) {
                    var text = texts.of(row, i);
                    strings[i] = text == null ? null : text.toString();
                    damaged[i] = text != null && !Arrays.equals(text.getBytes(), bytes(strings[i]));
                }
                return new RowTexts(place, texts.hash(row), strings, damaged);
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A task for each number. */
    private static final class Tasks extends org.apache.spark.Partitioner {
        private static final long serialVersionUID = 1;
        private final int tasks;

        Tasks(int tasks) {
            this.tasks = tasks;
        }

        @Override
        public int numPartitions() {
            return tasks;
        }

        @Override
        public int getPartition(Object task) {
            return (Integer) task;
        }
    }

    /** Lets go of rows that are persisted. */
    @Override
    public void close() {
        rows.unpersist(false);
    }
}
