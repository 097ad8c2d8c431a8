package io.sparkseq2seq.translate;

import io.sparkseq2seq.table.TextColumn;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Where the texts of some columns stand in Spark's own rows, which are read as they are: bytes that are no UTF-8 stay
 * in the row.
 *
 * @param places of each text, from the column down to the field
 * @param widths fields of each struct on that way, below the row
 */
record SourceText(List<List<Integer>> places, List<List<Integer>> widths) implements Serializable {

    static SourceText of(StructType schema, List<TextColumn> columns) {
        return new SourceText(
                columns.stream().map(TextColumn::places).toList(),
                columns.stream().map(column -> widths(schema, column)).toList());
    }

    private static List<Integer> widths(StructType schema, TextColumn column) {
        var widths = new java.util.ArrayList<Integer>();
        var struct = schema;
        for (int place : column.places().subList(0, column.places().size() - 1)) {
            struct = (StructType) struct.fields()[place].dataType();
            widths.add(struct.size());
        }
        return List.copyOf(widths);
    }

    /** The number of columns. */
    int size() {
        return places.size();
    }

    /** A text; null where it, or a struct around it, is. It is the row's own, and good until the next row. */
    UTF8String of(InternalRow row, int column) {
        var way = places.get(column);
        var struct = row;
        for (int i = 0; i < way.size() - 1; i++) {
            if (struct.isNullAt(way.get(i))) {
                return null;
            }
            struct = struct.getStruct(way.get(i), widths.get(column).get(i));
        }
        int last = way.get(way.size() - 1);
        return struct.isNullAt(last) ? null : struct.getUTF8String(last);
    }

    /** How many of the texts are there. */
    int texts(InternalRow row) {
        int texts = 0;
        for (int i = 0; i < size(); i++) {
            texts += of(row, i) == null ? 0 : 1;
        }
        return texts;
    }

    /** Characters of all texts. */
    long characters(InternalRow row) {
        long characters = 0;
        for (int i = 0; i < size(); i++) {
            var text = of(row, i);
            characters += text == null ? 0 : text.numChars();
        }
        return characters;
    }

    /** By which a row is known again: another one has it by chance once in four thousand million times. */
    int hash(InternalRow row) {
        int hash = 1;
        for (int i = 0; i < size(); i++) {
            var text = of(row, i);
            hash = 31 * hash + (text == null ? 0 : text.hashCode());
        }
        return hash;
    }
}
