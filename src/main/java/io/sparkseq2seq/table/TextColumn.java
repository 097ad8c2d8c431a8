package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A column of text, or a field within columns of structs: {@code translation.en}.
 *
 * @param names from the column down to the field
 * @param places the same as positions
 */
public record TextColumn(List<String> names, List<Integer> places) implements Serializable {

    /**
     * @param name a column's whole name, with dots in it or not; or a path of names with dots between them
     * @param path of the table, for messages
     * @param setting that names the column, for messages
     * @throws UserException when there is no such column, or it holds no text
     */
    public static TextColumn of(StructType schema, String name, String path, String setting) {
        var found = find(schema, name)
                .orElseThrow(() -> new UserException(
                        "there is no column '" + name + "'",
                        path,
                        "Set " + setting + " to one of: " + String.join(", ", texts(schema, "")) + "."));
        var type = found.type(schema);
        if (!type.equals(DataTypes.StringType)) {
            throw new UserException(
                    "the column '" + name + "' holds " + type.simpleString() + ", not text",
                    path,
                    "Set " + setting + " to a column of strings.");
        }
        return found;
    }

    /** The column at a position. */
    public static TextColumn at(int place, StructType schema) {
        return new TextColumn(List.of(schema.fieldNames()[place]), List.of(place));
    }

    private static Optional<TextColumn> find(StructType schema, String name) {
        var fields = schema.fields();
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].name().equals(name)) {
                return Optional.of(at(i, schema));
            }
        }
        for (int i = 0; i < fields.length; i++) {
            if (name.startsWith(fields[i].name() + ".") && fields[i].dataType() instanceof StructType struct) {
                var within = find(struct, name.substring(fields[i].name().length() + 1));
                if (within.isPresent()) {
                    return Optional.of(within.get().within(fields[i].name(), i));
                }
            }
        }
        return Optional.empty();
    }

    private TextColumn within(String name, int place) {
        var names = new ArrayList<>(List.of(name));
        names.addAll(this.names);
        var places = new ArrayList<>(List.of(place));
        places.addAll(this.places);
        return new TextColumn(List.copyOf(names), List.copyOf(places));
    }

    private DataType type(StructType schema) {
        DataType type = schema;
        for (int place : places) {
            type = ((StructType) type).fields()[place].dataType();
        }
        return type;
    }

    /**
     * Names of all columns and fields of text; where there are none, of all columns; each with {@code before} before
     * it.
     */
    public static List<String> texts(StructType schema, String before) {
        var texts = new ArrayList<String>();
        for (var field : schema.fields()) {
            if (field.dataType() instanceof StructType struct) {
                texts.addAll(texts(struct, before + field.name() + "."));
            } else if (field.dataType().equals(DataTypes.StringType)) {
                texts.add(before + field.name());
            }
        }
        return texts.isEmpty() && before.isEmpty() ? List.of(schema.fieldNames()) : texts;
    }

    /** For Spark's data sets. */
    public Column column() {
        return functions.col(path());
    }

    /** Its name as Spark's SQL takes it. */
    public String path() {
        return names.stream().map(Names::quoted).collect(Collectors.joining("."));
    }

    /** A whole column of any type, whatever characters are in its name. */
    public static Column top(String name) {
        return functions.col(Names.quoted(name));
    }

    /** Its text in a row of the whole table; null where it, or a struct around it, is. */
    public String of(Row row) {
        var struct = row;
        for (int i = 0; i < places.size() - 1; i++) {
            if (struct.isNullAt(places.get(i))) {
                return null;
            }
            struct = struct.getStruct(places.get(i));
        }
        return struct.getString(places.get(places.size() - 1));
    }
}
