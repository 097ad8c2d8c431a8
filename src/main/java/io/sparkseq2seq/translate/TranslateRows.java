package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.table.TextColumn;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds translation, log-probability and error to the rows of a partition, some batches of rows at a time, in order. A
 * row whose translation fails gets the reason; one without a source gets three nulls.
 */
final class TranslateRows implements FlatMapFunction<Iterator<Row>, Row>, MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;
    /** Batches whose rows are sorted by length together. */
    private static final int BATCHES = 16;

    static final String TRANSLATION = "translation";
    private static final String LOG_PROBABILITY = "log_probability";
    private static final String ERROR = "translation_error";

    private final TranslatorSource translators;
    private final TextColumn column;
    private final int batch;
    private final TranslateCounts counts;

    /** @param column of the sources */
    TranslateRows(TranslatorSource translators, TextColumn column, int batch, TranslateCounts counts) {
        this.translators = translators;
        this.column = column;
        this.batch = batch;
        this.counts = counts;
    }

    /**
     * A schema with the three columns that are added.
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

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        // Not before there are rows.
        var translator = new TextTranslator[1];
        return new ChunkedIterator<>(rows, BATCHES * batch, chunk -> {
            translator[0] = translator[0] == null ? translators.get() : translator[0];
            return translate(translator[0], chunk);
        });
    }

    private List<Row> translate(TextTranslator translator, List<Row> rows) {
        var lines = rows.stream().map(column::of).filter(Objects::nonNull).toList();
        var outcomes = Outcome.of(translator, lines).iterator();
        return rows.stream()
                .map(row -> column.of(row) == null ? extended(row, null, null, null) : extended(row, outcomes.next()))
                .toList();
    }

    private Row extended(Row row, Outcome outcome) {
        counts.sentences.add(1);
        if (outcome.error() != null) {
            counts.failed(outcome.error());
            return extended(row, null, null, outcome.error());
        }
        counts.tokens.add(outcome.translation().tokens());
        return extended(row, outcome.translation().text(), outcome.translation().logProbability(), null);
    }

    private static Row extended(Row row, String translation, Double logProbability, String error) {
        var values = new Object[row.size() + 3];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        values[row.size()] = translation;
        values[row.size() + 1] = logProbability;
        values[row.size() + 2] = error;
        return RowFactory.create(values);
    }
}
