package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
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
     * A digest of all columns, of 64 bits. Spark's hash skips nulls and takes no maps: so it goes over the names, the
     * values that it takes, where nulls are, and the text of nested values.
     */
    static Column digest(StructType schema) {
        var parts = new ArrayList<Column>(List.of(lit(schema.catalogString())));
        for (var field : schema.fields()) {
            var column = TextColumn.top(field.name());
            parts.add(isnull(column));
            if (!holdsMap(field.dataType())) {
                parts.add(column);
            }
            if (isNested(field.dataType())) {
                parts.add(column.cast(DataTypes.StringType));
            }
        }
        return xxhash64(parts.toArray(Column[]::new));
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

    private static boolean isNested(DataType type) {
        return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    }

    private static boolean holdsMap(DataType type) {
        if (type instanceof StructType struct) {
            for (var field : struct.fields()) {
                if (holdsMap(field.dataType())) {
                    return true;
                }
            }
            return false;
        }
        return type instanceof MapType || type instanceof ArrayType array && holdsMap(array.elementType());
    }
}
