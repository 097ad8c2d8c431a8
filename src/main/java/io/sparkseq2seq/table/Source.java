package io.sparkseq2seq.table;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/**
 * A table to read, be it files at a path or a table by its name in a catalog, through Spark's own readers. Files are
 * read whole or refused by name; their columns are those of all files, with nulls where a file lacks one.
 *
 * <pre>{@code
 * Source.open(spark, DataFormat.PARQUET, "hdfs:///comments", options).rows();
 * Source.open(spark, DataFormat.TABLE, "lake.db.comments", options).rows();
 * }</pre>
 *
 * @param name as the user gave it: a path, or the name of a table
 * @param format what it is stored as
 * @param rows all columns; partition columns of files come last
 * @param partitioning what decides in which partition a row lies; empty where there are none
 * @param provider what a table by its name is stored as, such as {@code iceberg}; of files, their format
 * @param version changes whenever the contents may have changed, and is cheap to ask for; empty where nothing tells. It
 *     is of a moment before {@code rows} were looked at, so that it never stands for more than it should
 */
public record Source(
        String name,
        DataFormat format,
        Dataset<Row> rows,
        List<Transform> partitioning,
        String provider,
        Optional<String> version) {

    /**
     * Opens a table. Its rows are not read, but what tells its columns is.
     *
     * @param name a path (a file, a folder, a pattern), or for {@link DataFormat#TABLE} a name such as
     *     {@code lake.db.comments} or {@code delta.`/path`}
     * @throws UserException when nothing is there; it is damaged, of another format or not to be read without its log;
     *     its files do not go together; or a library is missing
     */
    public static Source open(SparkSession spark, DataFormat format, String name, FormatOptions options) {
        return format == DataFormat.TABLE
                ? NamedTable.of(spark, name).open(options)
                : FileTable.open(spark, format, name, options);
    }

    /** The version alone, without opening the table: see {@link #version()}. */
    public static Optional<String> version(SparkSession spark, DataFormat format, String name) {
        return format == DataFormat.TABLE
                ? NamedTable.of(spark, name).version()
                : Optional.of(FileTable.version(spark, name));
    }

    /** The table, if there is one of that name; its rows are not read. */
    public static Optional<Source> find(SparkSession spark, String name, FormatOptions options) {
        var table = NamedTable.of(spark, name);
        return table.load().map(found -> table.open(options));
    }

    /**
     * The names of a table's catalog, databases and itself, as far as they are given.
     *
     * @throws UserException when this is no name of a table
     */
    public static List<String> parts(SparkSession spark, String name) {
        return NamedTable.parts(spark, name);
    }

    /**
     * A path that stands for a table, so that runs which write it can hold one lease beside it. All names of a table,
     * such as {@code t}, {@code db.t} and {@code spark_catalog.db.t}, have the same.
     *
     * @param given a folder for it; empty: the warehouse of the table's catalog, of a Delta path the path itself
     * @throws UserException when this is no name of a table, or the catalog's warehouse is no path
     */
    public static String workplace(SparkSession spark, String name, String given) {
        return Workplace.of(NamedTable.of(spark, name), given);
    }

    /** The table's columns. */
    public StructType schema() {
        return rows.schema();
    }

    /** Names of the columns whose values decide on a row's partition. */
    public List<String> partitionColumns() {
        return Partitioning.columns(partitioning);
    }

    /** What was thrown while the rows were read: the user's error where the input is to blame, ours otherwise. */
    public RuntimeException unreadable(Throwable thrown) {
        return FileTable.unreadable(format, name, thrown);
    }

    /** @throws UserException when two columns differ in case only, which Spark can read but not write */
    public void refuseNamesThatDifferInCase() {
        CaseOfNames.refuse(schema(), name);
    }
}
