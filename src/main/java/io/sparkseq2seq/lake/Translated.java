package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.TextColumn;
import io.sparkseq2seq.translate.TranslatedColumn;
import io.sparkseq2seq.translate.TranslatedColumn.Added;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A text column and the columns that its translation has in the output. All but the score are always there: the gate
 * and the next run go by them.
 *
 * @param all where the text stands, and the names of the added columns
 */
record Translated(TranslatedColumn all) {
    /** What a stage has of a translation, by the names it has there. */
    static final List<Added> VALUES = List.of(
            Added.TRANSLATION,
            Added.SCORE,
            Added.CONFIDENCE,
            Added.STATUS,
            Added.REASON,
            Added.ALIGNMENT,
            Added.N_BEST);

    private static final List<Added> NEEDED =
            List.of(Added.CONFIDENCE, Added.STATUS, Added.REASON, Added.MODEL, Added.SHA256);

    /**
     * The columns that settings name.
     *
     * @throws UserException when one is not there, or holds no text; or when an added one is there already, or is left
     *     out though it is needed
     */
    static List<Translated> of(TranslateSettings settings, StructType schema) {
        return TranslatedColumn.of(settings, schema).stream()
                .map(Translated::of)
                .toList();
    }

    private static Translated of(TranslatedColumn column) {
        for (var needed : NEEDED) {
            if (!column.names().containsKey(needed)) {
                throw new UserException(
                        "translate.added." + name(needed)
                                + " is empty: the gate or the next run would lack that column",
                        "settings",
                        "Give that column a name, or leave translate.key out.");
            }
        }
        return new Translated(column);
    }

    /** As stages and settings call it. */
    static String name(Added added) {
        return added.name().toLowerCase(Locale.ROOT);
    }

    /** {@link #VALUES} as columns of a stage. */
    static StructType values() {
        var all = new StructType();
        for (var value : VALUES) {
            all = all.add(name(value), value.type());
        }
        return all;
    }

    /** Where the text stands. */
    TextColumn source() {
        return all.source();
    }

    /** Of the added columns. */
    Map<Added, String> names() {
        return all.names();
    }

    /** Whether the output has such a column. */
    boolean has(Added added) {
        return names().containsKey(added);
    }

    /** The name of an added column. */
    String column(Added added) {
        return names().get(added);
    }

    String translation() {
        return column(Added.TRANSLATION);
    }

    String status() {
        return column(Added.STATUS);
    }

    /** Identity of model and settings. */
    String model() {
        return column(Added.MODEL);
    }

    /** SHA-256 of the text's UTF-8 bytes. */
    String sha256() {
        return column(Added.SHA256);
    }

    /** All columns that it adds to the output, in order. */
    List<StructField> added() {
        return List.of(TranslatedColumn.extended(new StructType(), List.of(all)).fields());
    }

    Column text() {
        return source().column();
    }

    static Column quoted(String name) {
        return col(sql(name));
    }

    /** A name as SQL takes it, whatever characters are in it. */
    static String sql(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
