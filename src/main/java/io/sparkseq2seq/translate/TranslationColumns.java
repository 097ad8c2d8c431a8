package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that {@link TranslationTransformer} adds, by name; those whose name is empty are left out.
 *
 * @param translation a string; null where there is none
 * @param score a double: mean log-probability a token
 * @param confidence a double from 0 to 1
 * @param status a string, see {@link io.sparkseq2seq.search.Status}
 * @param reason a string; null where there is nothing to say
 */
record TranslationColumns(String translation, String score, String confidence, String status, String reason)
        implements Serializable {

    private record Field(String name, DataType type) {}

    private Stream<Field> fields() {
        return Stream.of(
                        new Field(translation, DataTypes.StringType),
                        new Field(score, DataTypes.DoubleType),
                        new Field(confidence, DataTypes.DoubleType),
                        new Field(status, DataTypes.StringType),
                        new Field(reason, DataTypes.StringType))
                .filter(field -> !field.name.isEmpty());
    }

    /**
     * A schema with the columns behind its own.
     *
     * @throws IllegalArgumentException when one of them is there already, in whatever case, or is named twice
     */
    StructType added(StructType schema) {
        var all = schema;
        for (var field : fields().toList()) {
            if (Arrays.stream(all.fieldNames()).anyMatch(field.name::equalsIgnoreCase)) {
                throw new IllegalArgumentException("there is a column '" + field.name
                        + "' already, which would be added; name the added ones otherwise: they are now "
                        + fields().map(Field::name).collect(Collectors.joining(", ")));
            }
            all = all.add(field.name, field.type);
        }
        return all;
    }

    /**
     * Their values, in order.
     *
     * @param text the source; null for none
     */
    List<Object> values(Outcome outcome, String text, TextTranslator translator) {
        var translation = outcome.translation();
        var values = new ArrayList<Object>();
        add(values, this.translation, translation == null ? null : translation.text());
        add(values, score, translation == null ? null : translation.score());
        add(values, confidence, translation == null ? null : translator.confidence(translation.score()));
        add(values, status, outcome.status().word());
        add(values, reason, Repairs.reason(outcome, text, false));
        return values;
    }

    private static void add(List<Object> values, String name, Object value) {
        if (!name.isEmpty()) {
            values.add(value);
        }
    }
}
