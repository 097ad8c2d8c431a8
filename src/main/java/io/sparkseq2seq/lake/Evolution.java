package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns of an output that a table does not have yet, or of a narrower type: at the top, and in the structs, lists and
 * maps below.
 *
 * @param table its name, for messages
 * @param wanted columns of the output
 */
record Evolution(String table, StructType wanted) {

    /**
     * What the table has to be given so that it can hold the output, as SQL behind {@code ALTER TABLE name}.
     *
     * @param there the table's columns
     * @throws UserException when it has a column of a type that does not become the output's
     */
    List<String> changes(StructType there) {
        var changes = new ArrayList<String>();
        fields("", there, wanted, changes);
        for (var field : there.fields()) {
            if (find(wanted, field.name()).isEmpty() && !field.nullable()) {
                changes.add("ALTER COLUMN " + Translated.sql(field.name()) + " DROP NOT NULL");
            }
        }
        return changes;
    }

    private void fields(String path, StructType there, StructType wanted, List<String> changes) {
        for (var field : wanted.fields()) {
            var name = path + Translated.sql(field.name());
            find(there, field.name())
                    .ifPresentOrElse(
                            old -> type(name, old.dataType(), field.dataType(), changes),
                            () -> changes.add("ADD COLUMNS (" + name + " "
                                    + field.dataType().sql() + ")"));
        }
    }

    private void type(String path, DataType there, DataType wanted, List<String> changes) {
        if (there instanceof StructType old && wanted instanceof StructType struct) {
            fields(path + ".", old, struct, changes);
        } else if (there instanceof ArrayType old && wanted instanceof ArrayType array) {
            type(path + ".element", old.elementType(), array.elementType(), changes);
        } else if (there instanceof MapType old
                && wanted instanceof MapType map
                && old.keyType().sameType(map.keyType())) {
            type(path + ".value", old.valueType(), map.valueType(), changes);
        } else if (!Cast.canUpCast(wanted, there)) {
            if (!Cast.canUpCast(there, wanted)) {
                throw new UserException(
                        "the column " + path.replace("`", "") + " holds " + there.catalogString()
                                + " in the table, and " + wanted.catalogString() + " in the input",
                        table,
                        "Change the table by ALTER TABLE, or name another output.");
            }
            changes.add("ALTER COLUMN " + path + " TYPE " + wanted.sql());
        }
    }

    private static Optional<StructField> find(StructType struct, String name) {
        return Arrays.stream(struct.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Rows with the fields that the table's structs have, in their order: null where the input has them no more.
     *
     * @param there the table's columns, once it is changed
     */
    static Dataset<Row> conformed(Dataset<Row> rows, StructType there) {
        var columns = Arrays.stream(rows.schema().fields())
                .map(field -> {
                    var value = Translated.quoted(field.name());
                    return find(there, field.name())
                            .map(column -> conformed(value, field.dataType(), column.dataType()))
                            .orElse(value)
                            .as(field.name());
                })
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    private static Column conformed(Column value, DataType from, DataType to) {
        if (from.sameType(to)) {
            return value;
        }
        if (from instanceof StructType struct && to instanceof StructType wanted) {
            var fields = Arrays.stream(wanted.fields())
                    .map(field -> find(struct, field.name())
                            .map(own -> conformed(value.getField(own.name()), own.dataType(), field.dataType()))
                            .orElseGet(() -> lit(null).cast(field.dataType()))
                            .as(field.name()))
                    .toArray(Column[]::new);
            return when(value.isNotNull(), struct(fields));
        }
        if (from instanceof ArrayType array && to instanceof ArrayType wanted) {
            return transform(value, element -> conformed(element, array.elementType(), wanted.elementType()));
        }
        if (from instanceof MapType map && to instanceof MapType wanted) {
            return transform_values(value, (key, inner) -> conformed(inner, map.valueType(), wanted.valueType()));
        }
        return value;
    }
}
