package io.sparkseq2seq.lake;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.translate.ChunkedIterator;
import io.sparkseq2seq.translate.OfText;
import io.sparkseq2seq.translate.TranslateCounts;
import io.sparkseq2seq.translate.TranslatorSource;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Translates the texts of a partition, a chunk at a time: {@code sha256, text, damaged} in, {@link Stage#SCHEMA} out.
 */
final class StageRows implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final TranslatorSource translators;
    private final int batch;
    private final TranslateCounts counts;

    StageRows(TranslatorSource translators, int batch, TranslateCounts counts) {
        this.translators = translators;
        this.batch = batch;
        this.counts = counts;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        var translator = translators.whenNeeded();
        return ChunkedIterator.ofTexts(
                rows, batch, row -> row.getString(1).length(), chunk -> translate(translator.get(), chunk));
    }

    private List<Row> translate(TextTranslator translator, List<Row> rows) {
        var outcomes = Outcome.of(
                translator, rows.stream().map(row -> row.getString(1)).toList());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> {
                    counts.add(outcomes.get(i));
                    var text = rows.get(i).getString(1);
                    counts.addCharacters(text.length());
                    return staged(
                            rows.get(i).getString(0),
                            OfText.of(
                                    outcomes.get(i),
                                    translator,
                                    text,
                                    rows.get(i).getBoolean(2)));
                })
                .toList();
    }

    private static Row staged(String sha256, OfText text) {
        return RowFactory.create(
                sha256,
                text.text(),
                text.isThere() ? text.score() : null,
                text.isThere() ? text.confidence() : null,
                text.status().word(),
                text.reason(),
                text.alignment(),
                best(text),
                text.tokens());
    }

    private static Row[] best(OfText text) {
        return text.best() == null
                ? null
                : text.best().stream()
                        .map(one -> RowFactory.create(one.text(), one.score()))
                        .toArray(Row[]::new);
    }
}
