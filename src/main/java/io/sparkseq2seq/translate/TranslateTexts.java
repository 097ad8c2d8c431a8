package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.search.TextTranslator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Translates the texts of a task, a chunk at a time. Equal texts of a chunk are translated once. */
final class TranslateTexts implements FlatMapFunction<Iterator<RowTexts>, RowTranslations> {
    private static final long serialVersionUID = 1;

    private final TranslatorSource translators;
    private final int batch;
    private final TranslateCounts counts;
    private final KeptTexts kept;

    TranslateTexts(TranslatorSource translators, int batch, TranslateCounts counts, KeptTexts kept) {
        this.translators = translators;
        this.batch = batch;
        this.counts = counts;
        this.kept = kept;
    }

    @Override
    public Iterator<RowTranslations> call(Iterator<RowTexts> rows) {
        var translator = translators.whenNeeded();
        var ofTask = kept.ofTask();
        return ofTask.until(ChunkedIterator.ofTexts(
                rows, batch, RowTexts::characters, chunk -> translate(translator.get(), ofTask, chunk)));
    }

    private List<RowTranslations> translate(TextTranslator translator, KeptTexts.OfTask ofTask, List<RowTexts> rows) {
        var texts = new LinkedHashSet<String>();
        for (var row : rows) {
            for (var text : row.texts()) {
                if (text != null) {
                    texts.add(text);
                }
            }
        }
        var outcomes = new HashMap<String, Outcome>();
        var distinct = new ArrayList<String>();
        for (var text : texts) {
            var before = ofTask.of(text);
            if (before == null) {
                distinct.add(text);
            } else {
                outcomes.put(text, before);
            }
        }
        var found = Outcome.of(translator, distinct).iterator();
        for (var text : distinct) {
            var outcome = found.next();
            outcomes.put(text, outcome);
            ofTask.add(text, outcome);
        }
        var translations = new ArrayList<RowTranslations>(rows.size());
        for (var row : rows) {
            var columns = new OfText[row.texts().length];
            for (int i = 0; i < columns.length; i++) {
                var text = row.texts()[i];
                columns[i] = text == null
                        ? OfText.MISSING
                        : OfText.of(outcomes.get(text), translator, text, row.damaged()[i]);
                if (text != null) {
                    counts.add(outcomes.get(text));
                    counts.characters.add(text.length());
                    if (columns[i].status() == Status.FAILED) {
                        counts.failedAt(new TranslateTally.Failure(row.place(), i, columns[i].reason()));
                    }
                }
            }
            translations.add(new RowTranslations(row.place(), row.hash(), columns));
        }
        return translations;
    }
}
