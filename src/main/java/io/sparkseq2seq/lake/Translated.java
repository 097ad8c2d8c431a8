package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.table.TextColumn;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A text column and the columns that its translation has in the output.
 *
 * @param source where the text stands
 * @param translation the column of the translation; the others are named after it
 */
record Translated(TextColumn source, String translation) {
    /** What a translation is in a stage: the same for all columns. */
    static final StructType VALUES = new StructType()
            .add("translation", DataTypes.StringType)
            .add("score", DataTypes.DoubleType)
            .add("confidence", DataTypes.DoubleType)
            .add("status", DataTypes.StringType)
            .add("reason", DataTypes.StringType);

    /** The column that a value of {@link #VALUES} has in the output. */
    String column(String value) {
        return value.equals("translation") ? translation : translation + "_" + value;
    }

    /** Identity of model and settings. */
    String model() {
        return column("model");
    }

    /** SHA-256 of the text's UTF-8 bytes. */
    String sha256() {
        return column("sha256");
    }

    /** All columns that it adds to the output, in order. */
    List<StructField> added() {
        var all = new StructType();
        for (var field : VALUES.fields()) {
            all = all.add(column(field.name()), field.dataType());
        }
        return List.of(all.add(model(), DataTypes.StringType)
                .add(sha256(), DataTypes.StringType)
                .fields());
    }

    Column text() {
        return source.column();
    }

    static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }
}
