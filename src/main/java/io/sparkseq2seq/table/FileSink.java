package io.sparkseq2seq.table;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource$;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import org.apache.spark.sql.types.StructType;

/**
 * Files of one of Spark's formats to write a table to.
 *
 * @param format but not {@link DataFormat#TABLE}
 * @param options how it is spelled
 * @param partitions columns whose values become folders, {@code date=2024}; empty: all files lie side by side
 */
public record FileSink(DataFormat format, FormatOptions options, List<String> partitions) {
    private static final Pattern AVRO_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Refuses, before there is anything to write, what the format cannot hold.
     *
     * @param where the output, for messages
     * @throws UserException when a column's type or name is not for this format, or a library is missing
     */
    public void check(StructType schema, String where, SparkSession spark) {
        CaseOfNames.refuse(schema, where);
        var kind = kind(spark, where);
        for (var field : schema.fields()) {
            if (!partitions.contains(field.name()) && !kind.supportDataType(field.dataType())) {
                throw new UserException(
                        "the column '" + field.name() + "' holds "
                                + field.dataType().simpleString() + ", which " + FileTable.name(format)
                                + " cannot hold",
                        where,
                        "Choose another output-format, such as parquet, or leave the column out.");
            }
            if (format == DataFormat.AVRO && !AVRO_NAME.matcher(field.name()).matches()) {
                throw new UserException(
                        "Avro has no column of the name '" + field.name() + "'",
                        where,
                        "Choose another output-format, or give it a name of letters, digits and _.");
            }
        }
        if (Arrays.stream(schema.fieldNames()).allMatch(partitions::contains)) {
            throw new UserException("all columns are partition columns", where, "Write without partitions.");
        }
    }

    private FileFormat kind(SparkSession spark, String where) {
        try {
            var found = DataSource$.MODULE$
                    .lookupDataSource(
                            FileTable.name(format), spark.sessionState().conf())
                    .getConstructor()
                    .newInstance();
            return (FileFormat)
                    (found instanceof FileDataSourceV2 newer
                            ? newer.fallbackFileFormat().getConstructor().newInstance()
                            : found);
        } catch (Exception e) {
            throw FileTable.unreadable(format, where, e);
        }
    }

    /**
     * Adds the rows to a folder.
     *
     * @param sparks further options of the writer, of the one that publishes the folder
     */
    public void write(Dataset<Row> rows, String folder, Map<String, String> sparks) {
        rows.write()
                .format(FileTable.name(format))
                .mode(SaveMode.Append)
                .partitionBy(partitions.toArray(String[]::new))
                .options(FileTable.spelling(format, options))
                .options(timestamps(rows.sparkSession()))
                // Nulls are there by name, too.
                .option("ignoreNullFields", "false")
                // Parquet looks how much it holds in memory after 100 rows, which may be 100 MB.
                .option("parquet.page.size.row.check.min", "4")
                .options(options.writeOptions())
                .options(sparks)
                .save(folder);
    }

    /**
     * The rows of files that {@link #write} has made, as they were given: no type is guessed.
     *
     * @param schema of what was written
     * @param folder in which they lie
     * @param files paths of them, or of folders
     */
    public Dataset<Row> read(SparkSession spark, StructType schema, String folder, List<String> files) {
        return files.isEmpty()
                ? spark.createDataFrame(List.of(), schema)
                : ReadingSession.of(spark)
                        .read()
                        .format(FileTable.name(format))
                        .options(FileTable.spelling(format, options))
                        // How it spells times, for instance.
                        .options(options.writeOptions())
                        .option("basePath", folder)
                        .schema(schema)
                        .load(files.toArray(String[]::new));
    }

    /**
     * To the microsecond, for Spark's own spelling of text formats ends at milliseconds. Its readers take any number of
     * digits unless they are given a format.
     */
    private Map<String, String> timestamps(SparkSession spark) {
        if (format != DataFormat.CSV && format != DataFormat.JSON) {
            return Map.of();
        }
        return Map.of(
                "timestampFormat",
                spark.conf().get("spark.sql.legacy.timeParserPolicy").equalsIgnoreCase("LEGACY")
                        ? "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"
                        : "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS][XXX]",
                "timestampNTZFormat",
                "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS]");
    }

    /**
     * How many rows the files hold that were written.
     *
     * @param schema of what was written
     * @param files paths of them
     */
    public long count(SparkSession spark, StructType schema, List<String> files) {
        if (files.isEmpty()) {
            return 0;
        }
        var reader = ReadingSession.of(spark)
                .read()
                .format(FileTable.name(format))
                .options(FileTable.spelling(format, options));
        if (format == DataFormat.CSV) {
            // A value with a line break is one of a row, however the files are to be read.
            reader.option("multiLine", "true");
        }
        if (format == DataFormat.TEXT) {
            reader.option("lineSep", "\n");
        } else {
            var within = new StructType(Arrays.stream(schema.fields())
                    .filter(field -> !partitions.contains(field.name()))
                    .toArray(org.apache.spark.sql.types.StructField[]::new));
            reader.schema(within);
        }
        return reader.load(files.toArray(String[]::new)).count();
    }
}
