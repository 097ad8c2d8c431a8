package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.search.Translation;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.translate.ChunkedIterator;
import io.sparkseq2seq.translate.ModelSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Translates and scores the rows of a partition of a corpus, some at a time. The text is decoded from the corpus' ids
 * without loss, so the model may have other subwords.
 */
final class EvaluateRows implements FlatMapFunction<Iterator<Row>, EvaluatedSentence> {
    private static final long serialVersionUID = 1;

    private final ModelSource model;
    private final Scorer scorer;
    private final Subwords source;
    private final Subwords target;
    private final int together;

    /** @param together rows that are sorted by length together */
    EvaluateRows(ModelSource model, Scorer scorer, Subwords source, Subwords target, int together) {
        this.model = model;
        this.scorer = scorer;
        this.source = source;
        this.target = target;
        this.together = together;
    }

    @Override
    public Iterator<EvaluatedSentence> call(Iterator<Row> rows) {
        // Not before there are rows.
        var translator = new TextTranslator[1];
        return new ChunkedIterator<>(rows, together, chunk -> {
            translator[0] = translator[0] == null ? model.get() : translator[0];
            return evaluated(translator[0], chunk);
        });
    }

    private List<EvaluatedSentence> evaluated(TextTranslator translator, List<Row> rows) {
        var sources = rows.stream().map(row -> source.decode(ids(row, 1))).toList();
        List<Translation> translations = translator.translate(sources);
        var evaluated = new ArrayList<EvaluatedSentence>();
        for (int i = 0; i < rows.size(); i++) {
            int[] reference = ids(rows.get(i), 2);
            String text = target.decode(reference);
            Translation translation = translations.get(i);
            evaluated.add(new EvaluatedSentence(
                    rows.get(i).getLong(0),
                    sources.get(i),
                    text,
                    translation.text(),
                    translation.logProbability(),
                    translator.confidence(translation.score()),
                    reference.length,
                    translation.tokens(),
                    scorer.tally(translation.text(), List.of(text))));
        }
        return evaluated;
    }

    private static int[] ids(Row row, int column) {
        return row.<Integer>getList(column).stream().mapToInt(Integer::intValue).toArray();
    }
}
