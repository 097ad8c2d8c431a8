package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.Lines;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.TextColumn;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
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
record TranslateInput(OrderedRows rows, StructType schema, TextColumn column) {
    static final String TRANSLATION = "translation";
    static final String LOG_PROBABILITY = "log_probability";
    static final String ERROR = "translation_error";

    /** @throws UserException when the input is missing or cannot be read, or its columns are not as they must be */
    static TranslateInput open(SparkSession spark, TranslateSettings settings) {
        if (settings.format() == DataFormat.TEXT) {
            var lines = Lines.read(spark, settings.input());
            var rows = new OrderedRows(lines.rows().mapToPair(TranslateInput::line), lines.count());
            var schema = new StructType().add("source", DataTypes.StringType);
            return new TranslateInput(rows, schema, TextColumn.at(0, schema));
        }
        var table = ParquetTable.open(spark, settings.input());
        var column = TextColumn.of(table.schema(), settings.column(), settings.input(), "translate.column");
        table.refuseNamesThatDifferInCase();
        try {
            extended(table.schema(), TRANSLATION);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), settings.input(), "Rename or drop that column first.");
        }
        var numbered = table.numbered(
                Arrays.stream(table.schema().fieldNames()).map(TextColumn::top).toArray(Column[]::new));
        var rows = new OrderedRows(numbered.rows().javaRDD().mapToPair(TranslateInput::row), numbered.count());
        return new TranslateInput(rows, table.schema(), column);
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

    private static Tuple2<Long, Row> line(Row numbered) {
        return new Tuple2<>(numbered.getLong(0), RowFactory.create(numbered.getString(1)));
    }

    /** Without the number, and without the schema that Spark's rows carry, which would travel with each of them. */
    private static Tuple2<Long, Row> row(Row numbered) {
        var values = new Object[numbered.size() - 1];
        Arrays.setAll(values, i -> numbered.get(i + 1));
        return new Tuple2<>(numbered.getLong(0), RowFactory.create(values));
    }
}
