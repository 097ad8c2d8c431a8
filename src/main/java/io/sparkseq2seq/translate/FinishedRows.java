package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.search.Translation;
import io.sparkseq2seq.text.Normalizer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Puts translations beside their rows: the rows of a partition as they are read again, and the translations that came
 * back to it in the order of the rows. A row whose texts are not those that were translated is an error.
 *
 * @param input its name, for messages
 * @param texts where the texts stand in a row
 * @param columns what they add
 * @param model of all translations, as a column has it
 * @param asLine whether a row becomes a line of text, of its first column's translation
 */
record FinishedRows(String input, SourceText texts, List<TranslatedColumn> columns, String model, boolean asLine)
        implements FlatMapFunction2<Iterator<InternalRow>, Iterator<RowTranslations>, InternalRow> {

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows, Iterator<RowTranslations> translations) {
        var digest = digest();
        var missing = new OfText[columns.size()];
        Arrays.fill(missing, OfText.MISSING);
        return new Iterator<>() {
            private final JoinedRow joined = new JoinedRow();
            private RowTranslations next = translations.hasNext() ? translations.next() : null;
            private long index;

            @Override
            public boolean hasNext() {
                if (!rows.hasNext() && next != null) {
                    throw changed();
                }
                return rows.hasNext();
            }

            @Override
            public InternalRow next() {
                var row = rows.next();
                var found = missing;
                if (texts.texts(row) > 0) {
                    if (next == null || next.place().index() != index || next.hash() != texts.hash(row)) {
                        throw changed();
                    }
                    found = next.columns();
                    next = translations.hasNext() ? translations.next() : null;
                }
                index++;
                return asLine
                        ? new GenericInternalRow(new Object[] {UTF8String.fromString(line(found[0]))})
                        : joined.apply(row, new GenericInternalRow(values(row, found, digest)));
            }
        };
    }

    private UserException changed() {
        return new UserException("the input has changed while it was read", input, "Run it again on an input at rest.");
    }

    private Object[] values(InternalRow row, OfText[] found, MessageDigest digest) {
        var values = new Object
                [columns.stream().mapToInt(column -> column.names().size()).sum()];
        int at = 0;
        for (int i = 0; i < found.length; i++) {
            for (var added : columns.get(i).names().keySet()) {
                values[at++] = value(added, found[i], texts.of(row, i), digest);
            }
        }
        return values;
    }

    private Object value(TranslatedColumn.Added added, OfText found, UTF8String source, MessageDigest digest) {
        return switch (added) {
            case TRANSLATION -> UTF8String.fromString(found.text());
            case SCORE -> found.isThere() ? found.score() : null;
            case CONFIDENCE -> found.isThere() ? found.confidence() : null;
            case STATUS -> UTF8String.fromString(found.status().word());
            case REASON -> UTF8String.fromString(found.reason());
            case MODEL -> UTF8String.fromString(model);
            case SHA256 -> source == null
                    ? null
                    : UTF8String.fromString(HexFormat.of().formatHex(digest.digest(source.getBytes())));
            case ALIGNMENT -> UTF8String.fromString(found.alignment());
            case N_BEST -> found.best() == null ? null : array(found.best());
        };
    }

    private static ArrayData array(List<Translation.Alternative> best) {
        return new GenericArrayData(best.stream()
                .map(one -> new GenericInternalRow(new Object[] {UTF8String.fromString(one.text()), one.score()}))
                .toArray());
    }

    /**
     * Translation, tab, log-probability; of a text that failed an empty translation, no log-probability, and after a
     * second tab the reason; without a text an empty translation alone.
     */
    private static String line(OfText found) {
        if (found.status() == Status.FAILED) {
            return "\t\t" + found.reason();
        }
        return found.isThere()
                ? Normalizer.oneLine(found.text()) + "\t" + String.format(Locale.ROOT, "%.4f", found.logProbability())
                : "\t";
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
