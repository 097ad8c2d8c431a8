package io.sparkseq2seq.sql;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.translate.ChunkedIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Seq;

/**
 * What a task of {@link TranslateBatchesExec} does. All texts of a chunk of rows that go to one model are translated
 * together, each distinct one once: a translation does not depend on the others.
 */
final class BatchEvaluation implements Function2<Integer, Iterator<InternalRow>, Iterator<InternalRow>> {
    private static final long serialVersionUID = 1;
    /** Batches whose texts are sorted by length together. */
    private static final int BATCHES = 16;
    /** Bytes of rows that a chunk keeps in memory, the last row apart. */
    private static final long HEAVIEST = 16 << 20;

    private final Seq<TranslateText> calls;
    private final Seq<Attribute> input;
    private final Seq<Attribute> output;
    private final SQLMetric texts;
    private final SQLMetric failures;
    private final SQLMetric time;

    BatchEvaluation(
            Seq<TranslateText> calls,
            Seq<Attribute> input,
            Seq<Attribute> output,
            SQLMetric texts,
            SQLMetric failures,
            SQLMetric time) {
        this.calls = calls;
        this.input = input;
        this.output = output;
        this.texts = texts;
        this.failures = failures;
        this.time = time;
    }

    @Override
    public Iterator<InternalRow> call(Integer partition, Iterator<InternalRow> rows) {
        var task = new Task(partition);
        int batch = Columns.list(calls).stream()
                .mapToInt(call -> call.model().source().batch())
                .max()
                .orElseThrow();
        var chunks = new ChunkedIterator<UnsafeRow, InternalRow>(
                copied(rows), BATCHES * batch, UnsafeRow::getSizeInBytes, HEAVIEST, task::translated);
        return chunks;
    }

    /** Spark's rows may be one object that is filled again and again. */
    private Iterator<UnsafeRow> copied(Iterator<InternalRow> rows) {
        var plain = UnsafeProjection$.MODULE$.create(references(input), input);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public UnsafeRow next() {
                var row = rows.next();
                return (row instanceof UnsafeRow unsafe ? unsafe : plain.apply(row)).copy();
            }
        };
    }

    private static Seq<Expression> references(Seq<Attribute> attributes) {
        return Columns.<Expression>list(new ArrayList<Expression>(Columns.list(attributes)));
    }

    /** A partition's projections and translators. */
    private final class Task {
        private final List<TranslateText> all = Columns.list(calls);
        private final UnsafeProjection sources;
        private final UnsafeProjection joined;
        private final Map<NamedModel, TextTranslator> translators = new HashMap<>();

        Task(int partition) {
            sources = UnsafeProjection$.MODULE$.create(
                    Columns.<Expression>list(
                            all.stream().map(TranslateText::text).toList()),
                    input);
            sources.initialize(partition);
            joined = UnsafeProjection$.MODULE$.create(references(output), output);
        }

        /** Lazily: a row is made when it is asked for. */
        List<InternalRow> translated(List<UnsafeRow> rows) {
            var texts = new ArrayList<String[]>(rows.size());
            for (var row : rows) {
                texts.add(texts(row));
            }
            var infos = infos(texts);
            var translated = new ArrayList<InternalRow>(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                var results = new Object[all.size()];
                for (int j = 0; j < results.length; j++) {
                    results[j] = infos.get(all.get(j).model()).get(texts.get(i)[j]);
                }
                translated.add(joined.apply(new JoinedRow(rows.get(i), new GenericInternalRow(results)))
                        .copy());
            }
            return translated;
        }

        private String[] texts(UnsafeRow row) {
            var projected = sources.apply(row);
            var texts = new String[all.size()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = projected.isNullAt(i)
                        ? null
                        : projected.getUTF8String(i).toString();
            }
            return texts;
        }

        /** By model, what has become of each distinct text, null among them. */
        private Map<NamedModel, Map<String, InternalRow>> infos(List<String[]> rows) {
            var distinct = new LinkedHashMap<NamedModel, Set<String>>();
            for (int i = 0; i < all.size(); i++) {
                var ofModel = distinct.computeIfAbsent(all.get(i).model(), model -> new LinkedHashSet<>());
                for (var row : rows) {
                    ofModel.add(row[i]);
                }
            }
            var infos = new HashMap<NamedModel, Map<String, InternalRow>>();
            distinct.forEach((model, ofModel) -> infos.put(model, translated(model, ofModel)));
            return infos;
        }

        private Map<String, InternalRow> translated(NamedModel model, Set<String> distinct) {
            long started = System.nanoTime();
            var lines = new ArrayList<>(distinct);
            // Its model is given back when the task ends.
            var translator =
                    translators.computeIfAbsent(model, named -> named.source().get());
            var outcomes = Outcome.of(translator, lines);
            var infos = new HashMap<String, InternalRow>();
            for (int i = 0; i < outcomes.size(); i++) {
                infos.put(lines.get(i), TranslationInfo.row(outcomes.get(i), translator));
                texts.add(lines.get(i) == null ? 0 : 1);
                failures.add(outcomes.get(i).status() == Status.FAILED ? 1 : 0);
            }
            time.add(System.nanoTime() - started);
            return infos;
        }
    }
}
