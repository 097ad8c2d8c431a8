package io.sparkseq2seq.table;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.config.UserException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet table of one or more files. Its columns are those of all files, with nulls where a file lacks one. The
 * order of its rows is that of the files' paths and of the rows in each file.
 *
 * <p>Timestamps of nanoseconds, which Spark has no type for, are read as bigint: nanoseconds since 1970.
 *
 * @param path as the user gave it
 * @param rows all columns
 */
public record ParquetTable(String path, Dataset<Row> rows) {
    private static final String NUMBER = "row_number";
    private static final StructType FILE_START =
            new StructType().add("file", DataTypes.StringType, false).add("start", DataTypes.LongType, false);

    /**
     * Rows in order.
     *
     * @param rows {@code row_number}, from 0 on; then the columns asked for
     * @param count how many there are
     */
    public record Numbered(Dataset<Row> rows, long count) {}

    /** A path for Spark's readers that stands for itself: they take {@code * ? [ ] { }} for patterns. */
    public static String literal(Path path) {
        return InputFiles.literal(path);
    }

    /**
     * With all columns.
     *
     * @throws UserException when nothing is there, it is no Parquet, or it is a table of another kind; or when files
     *     have columns of one name and of types that do not go together
     */
    public static ParquetTable open(SparkSession spark, String path) {
        return open(spark, path, files(spark, path));
    }

    /**
     * With columns of text, at least; with all columns where Spark can read them.
     *
     * @throws UserException as {@link #open}, but not for columns that hold no text
     */
    public static ParquetTable openTexts(SparkSession spark, String path) {
        var files = files(spark, path);
        try {
            return open(spark, path, files);
        } catch (UserException e) {
            try {
                var texts =
                        TextSchema.of(files.files().get(0), spark.sparkContext().hadoopConfiguration());
                return new ParquetTable(path, reader(spark, files).schema(texts).parquet(files.literalRoots()));
            } catch (Exception noParquet) {
                throw e;
            }
        }
    }

    private static InputFiles files(SparkSession spark, String path) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var files = InputFiles.of(path, hadoop);
        TableFormat.refuseOthers(files, false, hadoop);
        return files;
    }

    private static ParquetTable open(SparkSession spark, String path, InputFiles files) {
        try {
            var rows = reader(spark, files).option("mergeSchema", "true").parquet(files.literalRoots());
            return new ParquetTable(path, rows);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            throw unreadable(path, e);
        }
    }

    private static DataFrameReader reader(SparkSession spark, InputFiles files) {
        return ReadingSession.of(spark)
                .read()
                .option("ignoreCorruptFiles", "false")
                .option("ignoreMissingFiles", "false")
                .option("recursiveFileLookup", Folders.of(files).areNested());
    }

    private static RuntimeException unreadable(String path, Exception e) {
        return Unreadable.because(
                "it cannot be read as a Parquet table", path, "Check the path, the format, and that it is whole.", e);
    }

    /** The table's columns. */
    public StructType schema() {
        return rows.schema();
    }

    /** Numbers the rows, reading the columns asked for and no others. Each file's count comes to the driver. */
    public Numbered numbered(Column... columns) {
        try {
            var file = rows.metadataColumn("_metadata").getField("file_path");
            var counts = new ArrayList<>(
                    rows.select(file.as("file")).groupBy("file").count().collectAsList());
            counts.sort(Comparator.comparing(row -> decoded(row.getString(0))));
            var starts = new ArrayList<Row>();
            long total = 0;
            for (var row : counts) {
                starts.add(RowFactory.create(row.getString(0), total));
                total += row.getLong(1);
            }
            var index = rows.metadataColumn("_metadata").getField("row_index");
            var start = rows.sparkSession().createDataFrame(starts, FILE_START);
            var own = new ArrayList<Column>();
            for (int i = 0; i < columns.length; i++) {
                own.add(columns[i].as("column_" + i));
            }
            own.add(file.as("file"));
            own.add(index.as("index"));
            var named = new ArrayList<Column>(
                    List.of(col("start").plus(col("index")).as(NUMBER)));
            for (int i = 0; i < columns.length; i++) {
                named.add(col("column_" + i));
            }
            var placed = rows.select(own.toArray(Column[]::new))
                    .join(broadcast(start), "file")
                    .select(named.toArray(Column[]::new));
            return new Numbered(placed, total);
        } catch (Exception e) {
            throw unreadable(path, e);
        }
    }

    private static String decoded(String file) {
        return new Path(URI.create(file)).toString();
    }

    /** @throws UserException when two columns differ in case only, which Spark can read but not write */
    public void refuseNamesThatDifferInCase() {
        CaseOfNames.refuse(schema(), path);
    }
}
