package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.TextColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A text column and the columns that its translation adds to a table.
 *
 * @param source where the text stands
 * @param names of the added columns, in their order; those that a user left out are not there
 */
public record TranslatedColumn(TextColumn source, Map<Added, String> names) implements Serializable {

    /** What an added column holds. */
    public enum Added {
        /** The translation. */
        TRANSLATION(DataTypes.StringType),
        /** Mean log-probability of a token. */
        SCORE(DataTypes.DoubleType),
        /** How good it is expected to be, from 0 to 1. */
        CONFIDENCE(DataTypes.DoubleType),
        /** What has become of the text. */
        STATUS(DataTypes.StringType),
        /** Why. */
        REASON(DataTypes.StringType),
        /** Model and settings. */
        MODEL(DataTypes.StringType),
        /** SHA-256 of the text. */
        SHA256(DataTypes.StringType),
        /** Of its words, as Pharaoh writes it. */
        ALIGNMENT(DataTypes.StringType),
        /** The best translations, with their scores. */
        N_BEST(DataTypes.createArrayType(
                new StructType().add("text", DataTypes.StringType).add("score", DataTypes.DoubleType)));

        private final DataType type;

        Added(DataType type) {
            this.type = type;
        }

        /** The column's type. */
        public DataType type() {
            return type;
        }
    }

    /**
     * The columns that settings name, in the order in which they are added.
     *
     * @param schema of the input
     * @throws UserException when a column is not there or holds no text, or an added one is there already, in whatever
     *     case
     */
    public static List<TranslatedColumn> of(TranslateSettings settings, StructType schema) {
        var setting = settings.columns().isEmpty() ? "translate.column" : "translate.columns";
        var columns = new ArrayList<TranslatedColumn>();
        var taken = new HashSet<String>();
        Arrays.stream(schema.fieldNames()).map(TranslatedColumn::folded).forEach(taken::add);
        for (var column : settings.translated()) {
            var source = TextColumn.of(schema, column.source(), settings.input(), setting);
            var translated = new TranslatedColumn(source, names(column.translation(), settings));
            for (var name : translated.names.values()) {
                take(name, taken, schema, settings);
            }
            columns.add(translated);
        }
        return List.copyOf(columns);
    }

    /** Of lines of text: the one column that there is, whatever settings name. */
    static List<TranslatedColumn> ofLines(TranslateSettings settings, StructType schema) {
        var names = names(settings.translated().get(0).translation(), settings);
        return List.of(new TranslatedColumn(TextColumn.at(0, schema), names));
    }

    private static void take(String name, Set<String> taken, StructType schema, TranslateSettings settings) {
        if (name.isBlank()) {
            throw new UserException("a translation has no name", "translate.columns", "Give each translation one.");
        }
        if (!taken.add(folded(name))) {
            boolean isInput = Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase);
            throw new UserException(
                    isInput
                            ? "the input has a column '" + name + "' already, which the output adds"
                            : "two added columns would have the name '" + name + "'",
                    settings.input(),
                    isInput
                            ? "Give the translation another name by translate.columns, or translate.added, or drop that"
                                    + " column first."
                            : "Give the translations other names by translate.columns, or translate.added.");
        }
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Map<Added, String> names(String translation, TranslateSettings settings) {
        var added = settings.added();
        var names = new EnumMap<Added, String>(Added.class);
        names.put(Added.TRANSLATION, translation);
        put(Added.SCORE, added.score(), translation, names);
        put(Added.CONFIDENCE, added.confidence(), translation, names);
        put(Added.STATUS, added.status(), translation, names);
        put(Added.REASON, added.reason(), translation, names);
        put(Added.MODEL, added.model(), translation, names);
        put(Added.SHA256, added.sha256(), translation, names);
        put(Added.ALIGNMENT, settings.search().alignment() ? added.alignment() : "", translation, names);
        put(Added.N_BEST, settings.search().nBest() > 1 ? added.nBest() : "", translation, names);
        return names;
    }

    private static void put(Added added, String pattern, String translation, Map<Added, String> names) {
        if (!pattern.isEmpty()) {
            names.put(added, pattern.replace("{}", translation));
        }
    }

    /** A schema with the added columns. */
    public static StructType extended(StructType schema, List<TranslatedColumn> columns) {
        var extended = schema;
        for (var column : columns) {
            for (var added : column.names.entrySet()) {
                extended = extended.add(added.getValue(), added.getKey().type());
            }
        }
        return extended;
    }

    /** The source column as a user would name it. */
    public String name() {
        return String.join(".", source.names());
    }
}
