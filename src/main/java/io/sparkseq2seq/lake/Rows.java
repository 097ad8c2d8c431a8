package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.table.TextColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Digests of rows and texts, by which changes are found. */
final class Rows {
    /** The output's column with a digest of all that a row of the source holds. */
    static final String DIGEST = "row_digest";

    private Rows() {}

    /**
     * A digest of all columns, of 64 bits. Spark's hash skips nulls and takes no maps: so it goes over the names, where
     * nulls are, and the values, of maps in the order of their keys.
     */
    static Column digest(StructType schema) {
        var parts = new ArrayList<Column>(List.of(lit(schema.catalogString())));
        for (var field : schema.fields()) {
            parts.addAll(parts(TextColumn.top(field.name()), field.dataType()));
        }
        return xxhash64(parts.toArray(Column[]::new));
    }

    /** What tells a value from others of its type, as values that are hashed. */
    private static ArrayList<Column> parts(Column value, DataType type) {
        var parts = new ArrayList<Column>(List.of(isnull(value)));
        if (type instanceof StructType struct) {
            for (var field : struct.fields()) {
                parts.addAll(parts(value.getField(field.name()), field.dataType()));
            }
        } else if (type instanceof ArrayType array) {
            parts.add(transform(value, element -> together(parts(element, array.elementType()))));
        } else if (type instanceof MapType map) {
            var entries = transform(map_entries(value), entry -> {
                var both = parts(entry.getField("key"), map.keyType());
                both.addAll(parts(entry.getField("value"), map.valueType()));
                return together(both);
            });
            parts.add(array_sort(entries));
        } else {
            parts.add(value);
        }
        return parts;
    }

    private static Column together(List<Column> parts) {
        var named = new ArrayList<Column>();
        for (int i = 0; i < parts.size(); i++) {
            named.add(parts.get(i).as("part_" + i));
        }
        return struct(named.toArray(Column[]::new));
    }

    /** SHA-256 of a text's bytes in hexadecimal; null for null. */
    static Column sha256(Column text) {
        return sha2(text.cast(DataTypes.BinaryType), 256);
    }

    /** Equality of keys, of two sides of a join of which one has them under names with a prefix. */
    static Column sameKeys(List<String> key, String prefix) {
        return key.stream()
                .map(name -> TextColumn.top(name).equalTo(TextColumn.top(prefix + name)))
                .reduce(Column::and)
                .orElseThrow();
    }
}
