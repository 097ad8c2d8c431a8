package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows with what {@link TranslationTransformer} adds, some batches of rows at a time, in order.
 *
 * @param column position of the sources
 */
record TransformedRows(ModelSource model, int column, TranslationColumns columns)
        implements MapPartitionsFunction<Row, Row> {
    /** Batches whose rows are sorted by length together. */
    private static final int BATCHES = 16;
    /** Characters of text that a chunk keeps in memory, the last row apart. */
    private static final long LONGEST = 200_000;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        // Not before there are rows.
        var translator = new TextTranslator[1];
        return new ChunkedIterator<>(rows, BATCHES * model.batch(), this::length, LONGEST, chunk -> {
            translator[0] = translator[0] == null ? model.get() : translator[0];
            return translated(translator[0], chunk);
        });
    }

    private long length(Row row) {
        return row.isNullAt(column) ? 0 : row.getString(column).length();
    }

    private List<Row> translated(TextTranslator translator, List<Row> rows) {
        var texts = new ArrayList<String>(rows.size());
        rows.forEach(row -> texts.add(row.getString(column)));
        var outcomes = Outcome.of(translator, texts);
        var translated = new ArrayList<Row>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var values = new ArrayList<Object>();
            for (int j = 0; j < row.size(); j++) {
                values.add(row.get(j));
            }
            values.addAll(columns.values(outcomes.get(i), texts.get(i), translator));
            translated.add(RowFactory.create(values.toArray()));
        }
        return translated;
    }
}
