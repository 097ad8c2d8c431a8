package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.connector.expressions.BucketTransform;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.functions;

/** What decides in which partition of a table a row lies. */
final class Partitioning {
    private Partitioning() {}

    /** By the values of columns. */
    static List<Transform> by(String... columns) {
        return Arrays.stream(columns)
                .<Transform>map(column -> Expressions.identity(Names.quoted(column)))
                .toList();
    }

    /** The columns whose very values decide, and not a bucket or a day of them. */
    static List<String> columns(List<Transform> partitioning) {
        return partitioning.stream()
                .filter(transform -> transform.name().equals("identity"))
                .map(Partitioning::column)
                .toList();
    }

    private static String column(Transform transform) {
        var reference = transform.references()[0];
        return String.join(".", reference.fieldNames());
    }

    /** In words that can be compared. */
    static List<String> words(List<Transform> partitioning) {
        return partitioning.stream().map(Transform::describe).toList();
    }

    /**
     * As Spark's writer takes it.
     *
     * @throws UserException when it cannot: Spark has no function for it
     */
    static List<Column> asColumns(List<Transform> partitioning, String table) {
        return partitioning.stream()
                .map(transform -> asColumn(transform, table))
                .toList();
    }

    private static Column asColumn(Transform transform, String table) {
        var column = functions.col(Arrays.stream(transform.references()[0].fieldNames())
                .map(Names::quoted)
                .collect(Collectors.joining(".")));
        return switch (transform.name()) {
            case "identity" -> column;
            case "years" -> functions.years(column);
            case "months" -> functions.months(column);
            case "days" -> functions.days(column);
            case "hours" -> functions.hours(column);
            default -> {
                if (transform instanceof BucketTransform bucket) {
                    yield functions.bucket((Integer) bucket.numBuckets().value(), column);
                }
                throw new UserException(
                        "Spark cannot replace a table that is partitioned by " + transform.describe(),
                        table,
                        "Drop the table first, or name another output.");
            }
        };
    }
}
