package io.sparkseq2seq.sql;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.translate.Repairs;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** What {@code translate_text_info} returns, as a row of Spark's. */
final class TranslationInfo {
    /** Its fields; {@code translation} is the first. */
    static final StructType TYPE = new StructType()
            .add("translation", DataTypes.StringType)
            .add("score", DataTypes.DoubleType)
            .add("confidence", DataTypes.DoubleType)
            .add("status", DataTypes.StringType)
            .add("reason", DataTypes.StringType);

    private TranslationInfo() {}

    /**
     * What has become of a text.
     *
     * @param text null for none
     * @param isDamaged whether it had bytes that are no UTF-8
     * @param translator that translated it
     */
    static InternalRow row(Outcome outcome, String text, boolean isDamaged, TextTranslator translator) {
        var translation = outcome.translation();
        return new GenericInternalRow(new Object[] {
            translation == null ? null : UTF8String.fromString(translation.text()),
            translation == null ? null : translation.score(),
            translation == null ? null : translator.confidence(translation.score()),
            UTF8String.fromString(outcome.status().word()),
            UTF8String.fromString(Repairs.reason(outcome, text, isDamaged))
        });
    }

    /** Whether a value of Spark's has bytes that are no UTF-8. */
    static boolean isDamaged(UTF8String value, String text) {
        return text.indexOf('\uFFFD') >= 0 && !UTF8String.fromString(text).equals(value);
    }
}
