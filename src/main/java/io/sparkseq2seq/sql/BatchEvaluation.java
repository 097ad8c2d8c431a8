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
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Seq;

/**
 * What a task of {@link TranslateBatchesExec} does. All texts of a chunk of rows that go to one model are translated
 * together, each distinct one once: a translation does not depend on the others.
 */
final class BatchEvaluation implements Function2<Integer, Iterator<InternalRow>, Iterator<InternalRow>> {
    private static final long serialVersionUID = 1;
    /** Bytes of the rows of a chunk that weigh as much as a character of text: 16 MB in all. */
    private static final int BYTES_OF_CHARACTER = 80;

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
        return ChunkedIterator.ofTexts(task.held(rows), batch, Held::weight, task::translated);
    }

    /**
     * A text of a row.
     *
     * @param text null for none
     * @param isDamaged whether it had bytes that are no UTF-8
     */
    private record Source(String text, boolean isDamaged) {
        static Source of(UTF8String value) {
            var text = value == null ? null : value.toString();
            return new Source(text, text != null && TranslationInfo.isDamaged(value, text));
        }
    }

    /** A row that waits, with the texts of all calls. */
    private record Held(UnsafeRow row, List<Source> sources) {
        long weight() {
            long weight = row.getSizeInBytes() / BYTES_OF_CHARACTER;
            for (var source : sources) {
                weight += source.text == null ? 0 : source.text.length();
            }
            return weight;
        }
    }

    private static Seq<Expression> references(Seq<Attribute> attributes) {
        return Columns.<Expression>list(new ArrayList<Expression>(Columns.list(attributes)));
    }

    /** A partition's projections and translators. */
    private final class Task {
        private final List<TranslateText> all = Columns.list(calls);
        private final UnsafeProjection plain = UnsafeProjection$.MODULE$.create(references(input), input);
        private final UnsafeProjection sources;
        private final UnsafeProjection joined = UnsafeProjection$.MODULE$.create(references(output), output);
        private final Map<NamedModel, TextTranslator> translators = new HashMap<>();

        Task(int partition) {
            sources = UnsafeProjection$.MODULE$.create(
                    Columns.<Expression>list(
                            all.stream().map(TranslateText::text).toList()),
                    input);
            sources.initialize(partition);
        }

        Iterator<Held> held(Iterator<InternalRow> rows) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Held next() {
                    var row = rows.next();
                    var found = sources.apply(row);
                    var texts = new ArrayList<Source>(all.size());
                    for (int i = 0; i < all.size(); i++) {
                        texts.add(Source.of(found.isNullAt(i) ? null : found.getUTF8String(i)));
                    }
                    // Spark's rows may be one object that is filled again and again.
                    return new Held((row instanceof UnsafeRow unsafe ? unsafe : plain.apply(row)).copy(), texts);
                }
            };
        }

        List<InternalRow> translated(List<Held> rows) {
            var infos = infos(rows);
            var translated = new ArrayList<InternalRow>(rows.size());
            for (var held : rows) {
                var results = new Object[all.size()];
                for (int i = 0; i < results.length; i++) {
                    results[i] = infos.get(all.get(i).model()).get(held.sources.get(i));
                }
                translated.add(joined.apply(new JoinedRow(held.row, new GenericInternalRow(results)))
                        .copy());
            }
            return translated;
        }

        /** By model, what has become of each distinct text, null among them. */
        private Map<NamedModel, Map<Source, InternalRow>> infos(List<Held> rows) {
            var distinct = new LinkedHashMap<NamedModel, Set<Source>>();
            for (int i = 0; i < all.size(); i++) {
                var ofModel = distinct.computeIfAbsent(all.get(i).model(), model -> new LinkedHashSet<>());
                for (var held : rows) {
                    ofModel.add(held.sources.get(i));
                }
            }
            var infos = new HashMap<NamedModel, Map<Source, InternalRow>>();
            distinct.forEach((model, ofModel) -> infos.put(model, translated(model, List.copyOf(ofModel))));
            return infos;
        }

        private Map<Source, InternalRow> translated(NamedModel model, List<Source> distinct) {
            long started = System.nanoTime();
            // Its model is given back when the task ends.
            var translator =
                    translators.computeIfAbsent(model, named -> named.source().get());
            var lines = new ArrayList<String>(distinct.size());
            distinct.forEach(source -> lines.add(source.text));
            var outcomes = Outcome.of(translator, lines);
            var infos = new HashMap<Source, InternalRow>();
            for (int i = 0; i < outcomes.size(); i++) {
                var source = distinct.get(i);
                infos.put(source, TranslationInfo.row(outcomes.get(i), source.text, source.isDamaged, translator));
                texts.add(source.text == null ? 0 : 1);
                failures.add(outcomes.get(i).status() == Status.FAILED ? 1 : 0);
            }
            time.add(System.nanoTime() - started);
            return infos;
        }
    }
}
