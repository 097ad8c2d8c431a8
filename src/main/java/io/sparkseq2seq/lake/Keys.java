package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.sparkseq2seq.config.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.MapType;

/** The columns that tell rows apart, checked before anything is translated. */
final class Keys {
    private static final String COUNT = "__count";
    private static final int SHOWN = 3;

    private Keys() {}

    /** @throws UserException when the table lacks one of these columns, or has it of a type that does not compare */
    static List<String> of(List<String> names, Dataset<Row> table, String path) {
        return names.stream()
                .map(name -> Arrays.stream(table.schema().fields())
                        .filter(field -> field.name().equals(name))
                        .peek(field -> {
                            if (field.dataType() instanceof MapType) {
                                throw new UserException(
                                        "the key column '" + name + "' is a map, which does not compare",
                                        path,
                                        "Set translate.key to other columns.");
                            }
                        })
                        .findFirst()
                        .orElseThrow(() -> new UserException(
                                "there is no key column '" + name + "'",
                                path,
                                "Set translate.key to some of: " + String.join(", ", table.columns()) + "."))
                        .name())
                .toList();
    }

    /**
     * Counts the rows.
     *
     * @throws UserException when a key is null or stands in more than one row
     */
    static long check(Dataset<Row> table, List<String> key, String path) {
        var columns = key.stream().map(Translated::quoted).toArray(Column[]::new);
        var counted = table.groupBy(columns).agg(count(lit(1)).as(COUNT));
        var isNull =
                Arrays.stream(columns).map(Column::isNull).reduce(Column::or).orElseThrow();
        var totals = counted.agg(
                        sum(col(COUNT)),
                        sum(isNull.cast("bigint").multiply(col(COUNT))),
                        sum(col(COUNT).gt(1).cast("bigint")))
                .head();
        if (totals.isNullAt(0)) {
            return 0;
        }
        var names = String.join(", ", key);
        if (totals.getLong(1) > 0) {
            throw new UserException(
                    String.format(Locale.ROOT, "%,d rows have no key (%s is null)", totals.getLong(1), names),
                    path,
                    "Fill the key, leave these rows out, or set translate.key to other columns.");
        }
        if (totals.getLong(2) > 0) {
            var some = counted.where(col(COUNT).gt(1)).limit(SHOWN).collectAsList().stream()
                    .map(row -> {
                        var values = Arrays.asList(new Object[key.size()]);
                        for (int i = 0; i < key.size(); i++) {
                            values.set(i, String.valueOf(row.get(i)));
                        }
                        return values.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
                    })
                    .collect(Collectors.joining(", "));
            throw new UserException(
                    String.format(
                            Locale.ROOT,
                            "%,d keys (%s) stand in more than one row, such as %s",
                            totals.getLong(2),
                            names,
                            some),
                    path,
                    "Take the repeated rows out, or set translate.key to columns that tell all rows apart.");
        }
        return totals.getLong(0);
    }
}
