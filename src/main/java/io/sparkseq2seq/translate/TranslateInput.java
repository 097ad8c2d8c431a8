package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.TranslateSettings.Format;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Lines;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The rows of a translate job.
 *
 * @param rows each of plain values, after {@code schema}; in the order of the input's files and lines
 * @param schema of text: the one column {@code source}
 * @param column where the sources stand in it
 */
record TranslateInput(OrderedRows rows, StructType schema, int column) {
    static final String TRANSLATION = "translation";
    static final String LOG_PROBABILITY = "log_probability";
    static final String ERROR = "translation_error";

    /** @throws UserException when the input is missing or cannot be read, or its columns are not as they must be */
    static TranslateInput open(SparkSession spark, TranslateSettings settings) {
        if (settings.format() == Format.TEXT) {
            var lines = Lines.read(spark, settings.input());
            var rows = new OrderedRows(lines.rows().mapToPair(TranslateInput::line), lines.count());
            return new TranslateInput(rows, new StructType().add("source", DataTypes.StringType), 0);
        }
        try {
            var table = spark.read().parquet(settings.input());
            int column = column(table.schema(), settings);
            var rows = OrderedRows.number(table.javaRDD().map(TranslateInput::plain));
            return new TranslateInput(rows, table.schema(), column);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            if (e instanceof AnalysisException missing && "PATH_NOT_FOUND".equals(missing.getErrorClass())) {
                throw new UserException("there is no such file", settings.input(), "Check translate.input.");
            }
            throw new UserException(
                    "the input cannot be read as Parquet: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    settings.input(),
                    "Check translate.input and translate.format.");
        }
    }

    /** The schema of the rows with what {@link TranslateRows} adds. */
    StructType translatedSchema() {
        return extended(schema, TRANSLATION);
    }

    /**
     * A schema with the three columns that {@link TranslateRows} adds.
     *
     * @param translation the name of the first of them
     * @throws IllegalArgumentException when one of them is there already, in whatever case
     */
    static StructType extended(StructType schema, String translation) {
        for (var added : List.of(translation, LOG_PROBABILITY, ERROR)) {
            if (Arrays.stream(schema.fieldNames()).anyMatch(added::equalsIgnoreCase)) {
                throw new IllegalArgumentException(
                        "the input has a column '" + added + "' already, which the output adds");
            }
        }
        return schema.add(translation, DataTypes.StringType)
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
        try {
            extended(schema, TRANSLATION);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), settings.input(), "Rename or drop that column first.");
        }
        return column;
    }

    private static Tuple2<Long, Row> line(Row numbered) {
        return new Tuple2<>(numbered.getLong(0), RowFactory.create(numbered.getString(1)));
    }

    /** Without the schema that Spark's rows carry, which would travel with each of them. */
    private static Row plain(Row row) {
        var values = new Object[row.size()];
        Arrays.setAll(values, row::get);
        return RowFactory.create(values);
    }
}
