package io.sparkseq2seq.table;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** A table of files at a path, in one of the formats that Spark reads by path. */
final class FileTable {
    /** The column of a text file. */
    static final String LINE = "source";

    /** Of Unicode's characters for private use, so that no value is this one. */
    private static final String NO_VALUE = "\uF8FFno value\uF8FF";

    private FileTable() {}

    /** @throws UserException as {@link Source#open} */
    static Source open(SparkSession spark, DataFormat format, String path, FormatOptions options) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var files = InputFiles.of(path, hadoop);
        TableFormat.refuseOthers(files, true, hadoop);
        var version = Optional.of(version(files));
        if (format == DataFormat.TEXT) {
            var schema = new StructType().add(LINE, DataTypes.StringType);
            var lines = Lines.read(spark, path).rows().map(line -> RowFactory.create(line.getString(1)));
            return new Source(
                    path, format, ReadingSession.of(spark).createDataFrame(lines, schema), List.of(), "text", version);
        }
        try {
            AvroSchemas.check(spark, format, files, options);
            var reading = ReadingSession.of(spark);
            boolean isJsonLines = format == DataFormat.JSON
                    && !options.multiline()
                    && Charset.forName(options.encoding()).equals(StandardCharsets.UTF_8);
            var rows = isJsonLines
                    ? JsonLines.read(reading, files, options)
                    : reader(reading, format, files, options).load(files.literalRoots());
            return new Source(path, format, rows, partitioning(rows), name(format), version);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            throw unreadable(format, path, e);
        }
    }

    private static DataFrameReader reader(
            SparkSession reading, DataFormat format, InputFiles files, FormatOptions options) {
        return whole(reading.read().format(name(format)), files)
                .options(spelling(format, options))
                .options(readOptions(format, options))
                .options(options.readOptions());
    }

    /** The reader that leaves no file out. */
    static DataFrameReader whole(DataFrameReader reader, InputFiles files) {
        return reader.option("ignoreCorruptFiles", "false")
                .option("ignoreMissingFiles", "false")
                .option("recursiveFileLookup", Folders.of(files).areNested());
    }

    /** So that nothing is lost where Spark would leave it out. */
    private static Map<String, String> readOptions(DataFormat format, FormatOptions options) {
        return switch (format) {
            case PARQUET, ORC -> Map.of("mergeSchema", "true");
                // The header of each file is compared with the columns.
            case CSV -> {
                var strict = new LinkedHashMap<>(Map.of("mode", "FAILFAST", "enforceSchema", "false"));
                if (options.nullValue().isEmpty()) {
                    // Else a quoted empty value would be null, too.
                    strict.put("nullValue", NO_VALUE);
                }
                yield strict;
            }
            case JSON -> Map.of("mode", "FAILFAST");
            default -> Map.of();
        };
    }

    /** What the settings say of a format, as options of Spark's readers and writers alike. */
    static Map<String, String> spelling(DataFormat format, FormatOptions options) {
        var all = new LinkedHashMap<String, String>();
        if (format == DataFormat.CSV) {
            all.put("header", Boolean.toString(options.header()));
            all.put("sep", options.separator());
            all.put("quote", options.quote());
            all.put("escape", options.escape());
            all.put("nullValue", options.nullValue());
            all.put("ignoreLeadingWhiteSpace", "false");
            all.put("ignoreTrailingWhiteSpace", "false");
        }
        if (format == DataFormat.CSV || format == DataFormat.JSON) {
            all.put("multiLine", Boolean.toString(options.multiline()));
            all.put("encoding", options.encoding());
        }
        return all;
    }

    private static List<Transform> partitioning(Dataset<Row> rows) {
        return relation(rows)
                .map(files -> Partitioning.by(files.partitionSchema().fieldNames()))
                .orElse(List.of());
    }

    /** Where rows are those of files, and of nothing else: what Spark knows of them. */
    static Optional<HadoopFsRelation> relation(Dataset<Row> rows) {
        var leaves =
                JavaConverters.seqAsJavaList(rows.queryExecution().analyzed().collectLeaves());
        return leaves.size() == 1
                        && leaves.get(0) instanceof LogicalRelation leaf
                        && leaf.relation() instanceof HadoopFsRelation files
                ? Optional.of(files)
                : Optional.empty();
    }

    /** The format's name in Spark. */
    static String name(DataFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    static String version(SparkSession spark, String path) {
        return version(InputFiles.of(path, spark.sparkContext().hadoopConfiguration()));
    }

    private static String version(InputFiles files) {
        var listing = digest();
        for (var file : files.files()) {
            listing.update(line(file).getBytes(StandardCharsets.UTF_8));
        }
        return "files:" + HexFormat.of().formatHex(listing.digest());
    }

    /** Of a listing that tells whether something has changed. */
    static String line(FileStatus file) {
        return file.getPath() + "\t" + file.getLen() + "\t" + file.getModificationTime() + "\n";
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static RuntimeException unreadable(DataFormat format, String path, Throwable e) {
        if (format == DataFormat.AVRO && String.valueOf(e.getMessage()).contains("data source: avro")) {
            return new UserException(
                    "Spark has no library for Avro here",
                    path,
                    "Add it: -- --packages org.apache.spark:spark-avro_2.12:"
                            + org.apache.spark.package$.MODULE$.SPARK_VERSION() + ".");
        }
        var mend =
                switch (format) {
                    case CSV -> "Check the path, the format, and options such as separator, quote, escape and"
                            + " multiline (for values with line breaks).";
                    case TABLE -> "Check the table, and that its files are whole.";
                    default -> "Check the path, the format, and that it is whole.";
                };
        return Unreadable.because("it cannot be read as " + words(format), path, mend, e);
    }

    private static String words(DataFormat format) {
        return switch (format) {
            case TEXT -> "text";
            case PARQUET -> "a Parquet table";
            case ORC -> "an ORC table";
            case JSON -> "JSON";
            case CSV -> "CSV";
            case AVRO -> "an Avro table";
            case TABLE -> "a table";
        };
    }
}
