package io.sparkseq2seq.corpus;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.Platform;

/**
 * Rows that are computed once and kept, in memory and on disk where that is full, with a tally of them. They lie one
 * behind the other in chunks of bytes, as Spark sends them, so that to keep and to read them is to copy them: Spark's
 * own cache takes rows apart into columns, and looks for texts that are the same, which are not.
 *
 * <p>The tally is made in the pass that computes the rows, and kept beside them: rows that are computed twice are
 * counted once.
 *
 * @param <T> the tally
 */
final class KeptRows<T extends KeptRows.Tally<T>> {
    /** What is counted of rows. */
    interface Tally<T> extends Serializable {
        /** @param row that holds another one later: what is kept of it is to be copied */
        void add(InternalRow row);

        /** This tally, with what another has counted, which stays as it is. */
        T plus(T other);

        /** Lets go of what only {@link #add} needs: no row follows, and the tally is kept as long as the rows are. */
        default void close() {}
    }

    /** Makes an empty tally. */
    interface Empty<T> extends Serializable {
        T tally();
    }

    /** How many rows there are. */
    static final class Count implements Tally<Count> {
        private static final long serialVersionUID = 1;
        private long rows;

        @Override
        public void add(InternalRow row) {
            rows++;
        }

        @Override
        public Count plus(Count other) {
            rows += other.rows;
            return this;
        }

        long rows() {
            return rows;
        }
    }

    private static final int CHUNK = 1 << 18;
    private static final int DEPTH = 2;

    private final Dataset<Row> rows;
    private final JavaRDD<Object> parts;
    private final Empty<T> empty;
    /** Null before the rows are computed. */
    private T counted;

    private KeptRows(Dataset<Row> rows, JavaRDD<Object> parts, Empty<T> empty) {
        this.rows = rows;
        this.parts = parts;
        this.empty = empty;
    }

    /** Keeps rows from when they are computed first, which is not yet. */
    static <T extends Tally<T>> KeptRows<T> of(Dataset<Row> rows, Empty<T> empty) {
        return of(rows.queryExecution().toRdd().toJavaRDD(), rows.schema(), rows.sparkSession(), empty);
    }

    /** The same, of rows that are no data set yet. */
    static <T extends Tally<T>> KeptRows<T> of(
            JavaRDD<InternalRow> rows, StructType schema, SparkSession spark, Empty<T> empty) {
        JavaRDD<Object> parts = rows.mapPartitions(part -> (Iterator<Object>) new Packed<>(part, schema, empty.tally()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        int fields = schema.size();
        var unpacked = parts.mapPartitions(part -> (Iterator<InternalRow>) new Unpacked(part, fields));
        var kept = spark.internalCreateDataFrame(unpacked.rdd(), schema, false);
        return new KeptRows<>(kept, parts, empty);
    }

    Dataset<Row> rows() {
        return rows;
    }

    /** What was counted of the rows, which are computed where they are not yet. */
    T tally() {
        if (counted == null) {
            counted = parts.treeAggregate(empty.tally(), KeptRows::add, T::plus, DEPTH);
        }
        return counted;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Tally<T>> T add(T tally, Object part) {
        return part instanceof Tally ? tally.plus((T) part) : tally;
    }

    /** Lets go of them. */
    void release() {
        parts.unpersist(false);
    }

    /** A partition's rows in chunks, then their tally. A row takes its length and its bytes, in words of eight. */
    private static final class Packed<T extends Tally<T>> implements Iterator<Object> {
        private final Iterator<InternalRow> rows;
        private final UnsafeProjection projection;
        private T tally;
        private byte[] chunk = new byte[CHUNK];

        Packed(Iterator<InternalRow> rows, StructType schema, T tally) {
            this.rows = rows;
            this.projection = UnsafeProjection.create(schema);
            this.tally = tally;
        }

        @Override
        public boolean hasNext() {
            return tally != null;
        }

        @Override
        public Object next() {
            if (tally == null) {
                throw new NoSuchElementException();
            }
            int size = 0;
            while (size < CHUNK && rows.hasNext()) {
                var row = rows.next();
                tally.add(row);
                size = append(row instanceof UnsafeRow unsafe ? unsafe : projection.apply(row), size);
            }
            if (size > 0) {
                return Arrays.copyOf(chunk, size);
            }
            var all = tally;
            tally = null;
            all.close();
            return all;
        }

        private int append(UnsafeRow row, int size) {
            int length = row.getSizeInBytes();
            int end = Math.addExact(size + Long.BYTES, length);
            if (end > chunk.length) {
                chunk = Arrays.copyOf(chunk, end);
            }
            Platform.putLong(chunk, Platform.BYTE_ARRAY_OFFSET + size, length);
            row.writeToMemory(chunk, Platform.BYTE_ARRAY_OFFSET + size + Long.BYTES);
            return end;
        }
    }

    /** The rows of chunks, all of them in the same object. */
    private static final class Unpacked implements Iterator<InternalRow> {
        private final Iterator<Object> parts;
        private final UnsafeRow row;
        private byte[] chunk = {};
        private int at;

        Unpacked(Iterator<Object> parts, int fields) {
            this.parts = parts;
            this.row = new UnsafeRow(fields);
        }

        @Override
        public boolean hasNext() {
            while (at == chunk.length && parts.hasNext()) {
                if (parts.next() instanceof byte[] bytes) {
                    chunk = bytes;
                    at = 0;
                }
            }
            return at < chunk.length;
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int length = (int) Platform.getLong(chunk, Platform.BYTE_ARRAY_OFFSET + at);
            row.pointTo(chunk, Platform.BYTE_ARRAY_OFFSET + at + Long.BYTES, length);
            at += Long.BYTES + length;
            return row;
        }
    }
}
