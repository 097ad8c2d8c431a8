package io.sparkseq2seq.lake;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.translate.ChunkedIterator;
import io.sparkseq2seq.translate.TranslateCounts;
import io.sparkseq2seq.translate.TranslatorSource;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Translates the texts of a partition, some batches at a time: {@code sha256, text} in, {@link Stage#SCHEMA} out. */
final class StageRows implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;
    private static final int BATCHES = 16;

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
        var translator = new TextTranslator[1];
        return new ChunkedIterator<>(rows, BATCHES * batch, chunk -> {
            translator[0] = translator[0] == null ? translators.get() : translator[0];
            var outcomes = Outcome.of(
                    translator[0], chunk.stream().map(row -> row.getString(1)).toList());
            return IntStream.range(0, chunk.size())
                    .mapToObj(i -> staged(chunk.get(i).getString(0), outcomes.get(i), translator[0]))
                    .toList();
        });
    }

    private Row staged(String sha256, Outcome outcome, TextTranslator translator) {
        counts.add(outcome);
        var status = outcome.status().word();
        var translation = outcome.translation();
        return translation == null
                ? RowFactory.create(sha256, null, null, null, status, outcome.reason(), 0)
                : RowFactory.create(
                        sha256,
                        translation.text(),
                        translation.score(),
                        translator.confidence(translation.score()),
                        status,
                        outcome.reason(),
                        translation.tokens());
    }
}
