package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.TranslateSettings.Format;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a translate job.
 *
 * @param rows each of plain values, after {@code schema}
 * @param schema of text: the one column {@code source}
 * @param column where the sources stand in it
 */
record TranslateInput(JavaRDD<Row> rows, StructType schema, int column) {
    static final String TRANSLATION = "translation";
    static final String LOG_PROBABILITY = "log_probability";
    static final String ERROR = "translation_error";

    /** @throws UserException when the input is missing or cannot be read, or its columns are not as they must be */
    static TranslateInput open(SparkSession spark, TranslateSettings settings) {
        if (settings.format() == Format.TEXT) {
            var schema = new StructType().add("source", DataTypes.StringType);
            return new TranslateInput(InputFiles.lines(spark, settings.input()), schema, 0);
        }
        try {
            InputFiles.find(settings.input(), spark.sparkContext().hadoopConfiguration());
            var table = spark.read().parquet(settings.input());
            return new TranslateInput(
                    table.javaRDD().map(TranslateInput::plain), table.schema(), column(table.schema(), settings));
        } catch (UserException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + settings.input(), e);
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            throw new UserException(
                    "the input cannot be read as Parquet: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    settings.input(),
                    "Check translate.input and translate.format.");
        }
    }

    /** The schema of the rows with what {@link TranslateRows} adds. */
    StructType translatedSchema() {
        return schema.add(TRANSLATION, DataTypes.StringType)
                .add(LOG_PROBABILITY, DataTypes.DoubleType)
                .add(ERROR, DataTypes.StringType);
    }

    private static int column(StructType schema, TranslateSettings settings) {
        var names = List.of(schema.fieldNames());
        int column = names.indexOf(settings.column());
        if (column < 0) {
            throw new UserException(
                    "there is no column '" + settings.column() + "'",
                    settings.input(),
                    "Set translate.column to one of: " + String.join(", ", names) + ".");
        }
        var type = schema.fields()[column].dataType();
        if (!type.equals(DataTypes.StringType)) {
            throw new UserException(
                    "the column '" + settings.column() + "' holds " + type.simpleString() + ", not text",
                    settings.input(),
                    "Set translate.column to a column of strings.");
        }
        for (var added : List.of(TRANSLATION, LOG_PROBABILITY, ERROR)) {
            if (Arrays.stream(schema.fieldNames())
                    .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(added))) {
                throw new UserException(
                        "the input has a column '" + added + "' already, which the output adds",
                        settings.input(),
                        "Rename or drop that column first.");
            }
        }
        return column;
    }

    /** Without the schema that Spark's rows carry, which would travel with each of them. */
    private static Row plain(Row row) {
        var values = new Object[row.size()];
        Arrays.setAll(values, row::get);
        return RowFactory.create(values);
    }
}
