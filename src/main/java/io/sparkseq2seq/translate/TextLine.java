package io.sparkseq2seq.translate;

import io.sparkseq2seq.text.Normalizer;
import java.util.Locale;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;

/**
 * A translated row as a line of text: translation, tab, log-probability; of a row that failed an empty translation, no
 * log-probability, and after a second tab the reason; of a row without a source an empty translation alone. Line breaks
 * and tabs of a translation become spaces.
 *
 * @param added the first of the three columns that {@link TranslateRows} adds
 */
record TextLine(int added) implements MapFunction<Row, String> {

    @Override
    public String call(Row row) {
        if (!row.isNullAt(added + 2)) {
            return "\t\t" + row.getString(added + 2);
        }
        return row.isNullAt(added)
                ? "\t"
                : Normalizer.oneLine(row.getString(added)) + "\t"
                        + String.format(Locale.ROOT, "%.4f", row.getDouble(added + 1));
    }
}
