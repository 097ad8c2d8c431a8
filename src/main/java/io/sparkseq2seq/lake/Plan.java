package io.sparkseq2seq.lake;

import static io.sparkseq2seq.lake.Translated.quoted;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.TranslateSettings.Again;
import io.sparkseq2seq.translate.Identity;
import io.sparkseq2seq.translate.TranslatedColumn.Added;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What has to be done so that the output is a translation of the source: rows of both are brought together by key, and
 * compared by digests. A translation of the output is kept where its text is the same, and model and settings are, or
 * may be others.
 *
 * <p>Nothing runs before its data sets are used, and each use reads source and output again, as they then are.
 */
final class Plan {
    /** What {@link #changes} says of a row: {@link #PUT} or {@link #DELETE}. */
    static final String ACTION = "__action";

    static final String PUT = "put";
    static final String DELETE = "delete";

    private static final String OLD = "__old_";
    private static final String SHA = "__sha256_";
    private static final String DIGEST = "__digest";
    private static final String OF_STAGE = "__new_";

    private final Dataset<Row> source;
    private final Optional<Dataset<Row>> output;
    private final List<String> key;
    private final List<Translated> columns;
    private final Identity identity;
    private final Again again;

    /**
     * @param source rows with all their columns, the key unique and without nulls
     * @param output what the last run has made; nothing where there is none yet
     */
    Plan(
            Dataset<Row> source,
            Optional<Dataset<Row>> output,
            List<String> key,
            List<Translated> columns,
            Identity identity,
            Again again) {
        this.source = source;
        this.output = output;
        this.key = key;
        this.columns = columns;
        this.identity = identity;
        this.again = again;
    }

    /** The columns of the output: the source's, those of each translation, and the row's digest. */
    StructType schema() {
        var all = new StructType(source.schema().fields());
        for (var column : columns) {
            for (var field : column.added()) {
                all = all.add(field);
            }
        }
        return all.add(Rows.DIGEST, DataTypes.LongType);
    }

    /** Texts that need a translation, by {@code sha256}: each once. */
    Dataset<Row> texts() {
        var rows = compared();
        Dataset<Row> texts = null;
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var some = rows.where(not(kept(column, i)).and(column.text().isNotNull()))
                    .select(quoted(SHA + i).as(Stage.SHA256), column.text().as(Stage.TEXT));
            texts = texts == null ? some : texts.union(some);
        }
        return texts.distinct();
    }

    /** Translations of the output that other rows of the same text may use, by {@code sha256}; with repetitions. */
    Optional<Dataset<Row>> translations() {
        return output.flatMap(table -> columns.stream()
                .filter(column -> column.names().values().stream().allMatch(name -> has(table, name)))
                .map(column -> {
                    var values = new ArrayList<Column>(
                            List.of(quoted(column.sha256()).as(Stage.SHA256)));
                    for (var value : Translated.VALUES) {
                        var there = column.has(value) && has(table, column.column(value));
                        values.add((there ? quoted(column.column(value)) : lit(null))
                                .cast(value.type())
                                .as(Translated.name(value)));
                    }
                    return table.where(quoted(column.model())
                                    .equalTo(identity.text())
                                    .and(quoted(column.sha256()).isNotNull())
                                    .and(quoted(column.status()).notEqual(Stage.FAILED)))
                            .select(values.toArray(Column[]::new));
                })
                .reduce(Dataset::union));
    }

    /**
     * Rows to put into the output, in its columns, and keys to delete from it; a translation that the stage lacks has
     * no status.
     *
     * @param stage translations by {@code sha256}, each once
     * @param deleting whether rows leave whose key the source has no more
     */
    Dataset<Row> changes(Dataset<Row> stage, boolean deleting) {
        var rows = compared();
        var unchanged = present().and(quoted(DIGEST).equalTo(quoted(OLD + Rows.DIGEST)));
        for (int i = 0; i < columns.size(); i++) {
            unchanged = unchanged.and(kept(columns.get(i), i));
        }
        var put = finished(rows.where(not(unchanged)), stage).withColumn(ACTION, lit(PUT));
        if (!deleting || output.isEmpty()) {
            return put;
        }
        var gone = missing().select(nulls(put.schema(), key)).withColumn(ACTION, lit(DELETE));
        return put.unionByName(gone);
    }

    /**
     * All rows of the output, in its columns; a translation that the stage lacks has no status.
     *
     * @param stage translations by {@code sha256}, each once
     * @param deleting as for {@link #changes}
     */
    Dataset<Row> whole(Dataset<Row> stage, boolean deleting) {
        var rows = finished(compared(), stage);
        return deleting || output.isEmpty()
                ? rows
                : rows.unionByName(missing(), true).select(names(schema()));
    }

    /** Rows whose translation is not there, in what {@link #changes} or {@link #whole} has given. */
    Column untranslated() {
        return columns.stream()
                .map(column -> quoted(column.status()).isNull())
                .reduce(Column::or)
                .orElseThrow();
    }

    /** Rows of the output whose key the source has no more. */
    private Dataset<Row> missing() {
        var old = output.orElseThrow();
        var keys = source.select(renamed(key, OLD));
        return old.join(keys, Rows.sameKeys(key, OLD), "left_anti");
    }

    /** The source's rows with their digests, and what the output has of them. */
    private Dataset<Row> compared() {
        var rows = source;
        for (int i = 0; i < columns.size(); i++) {
            rows = rows.withColumn(SHA + i, Rows.sha256(columns.get(i).text()));
        }
        rows = rows.withColumn(DIGEST, Rows.digest(source.schema()));
        var old = output.isEmpty() ? Optional.<Dataset<Row>>empty() : Optional.of(old(output.get()));
        if (old.isEmpty()) {
            for (var field : oldFields()) {
                rows = rows.withColumn(OLD + field.name(), lit(null).cast(field.dataType()));
            }
            return rows;
        }
        return rows.join(old.get(), Rows.sameKeys(key, OLD), "left")
                .drop(key.stream().map(name -> OLD + name).toArray(String[]::new));
    }

    private Dataset<Row> old(Dataset<Row> table) {
        var all = new ArrayList<>(List.of(renamed(key, OLD)));
        for (var field : oldFields()) {
            var value = has(table, field.name()) ? quoted(field.name()) : lit(null);
            all.add(value.cast(field.dataType()).as(OLD + field.name()));
        }
        return table.select(all.toArray(Column[]::new))
                .dropDuplicates(key.stream().map(name -> OLD + name).toArray(String[]::new));
    }

    private List<StructField> oldFields() {
        var fields = new ArrayList<StructField>();
        columns.forEach(column -> fields.addAll(column.added()));
        fields.add(new StructField(Rows.DIGEST, DataTypes.LongType, true, null));
        return fields;
    }

    private static Column present() {
        return quoted(OLD + Rows.DIGEST).isNotNull();
    }

    /** Whether the output's translation of a row stays. */
    private Column kept(Translated column, int i) {
        var status = quoted(OLD + column.status());
        var kept = present().and(status.isNotNull()).and(quoted(SHA + i).eqNullSafe(quoted(OLD + column.sha256())));
        return switch (again) {
            case NONE -> kept;
            case FAILED -> kept.and(status.notEqual(Stage.FAILED));
            case CHANGED -> kept.and(status.notEqual(Stage.FAILED))
                    .and(quoted(OLD + column.model()).equalTo(identity.text()));
        };
    }

    /** Compared rows in the output's columns. */
    private Dataset<Row> finished(Dataset<Row> rows, Dataset<Row> stage) {
        var joined = rows;
        for (int i = 0; i < columns.size(); i++) {
            var names = new ArrayList<Column>(List.of(quoted(Stage.SHA256).as(OF_STAGE + i + Stage.SHA256)));
            for (var value : Translated.VALUES) {
                var name = Translated.name(value);
                names.add(quoted(name).as(OF_STAGE + i + name));
            }
            var translations = stage.select(names.toArray(Column[]::new));
            joined = joined.join(
                    translations,
                    quoted(SHA + i).equalTo(quoted(OF_STAGE + i + Stage.SHA256)).and(not(kept(columns.get(i), i))),
                    "left");
        }
        var values = new LinkedHashMap<String, Column>();
        for (var name : source.columns()) {
            values.put(name, quoted(name));
        }
        for (int i = 0; i < columns.size(); i++) {
            values(columns.get(i), i, values);
        }
        values.put(Rows.DIGEST, quoted(DIGEST));
        return joined.select(values.entrySet().stream()
                .map(value -> value.getValue().as(value.getKey()))
                .toArray(Column[]::new));
    }

    private void values(Translated column, int i, Map<String, Column> values) {
        var kept = kept(column, i);
        column.names()
                .forEach((added, name) -> values.put(
                        name,
                        switch (added) {
                            case MODEL -> when(kept, quoted(OLD + name)).otherwise(lit(identity.text()));
                            case SHA256 -> quoted(SHA + i);
                            default -> when(kept, quoted(OLD + name)).otherwise(made(added, column, i));
                        }));
    }

    private static Column made(Added added, Translated column, int i) {
        var made = quoted(OF_STAGE + i + Translated.name(added));
        return added == Added.STATUS ? coalesce(made, when(column.text().isNull(), lit(Stage.MISSING))) : made;
    }

    private static Column[] renamed(List<String> names, String prefix) {
        return names.stream().map(name -> quoted(name).as(prefix + name)).toArray(Column[]::new);
    }

    /** Columns of a schema, all null but for some. */
    private static Column[] nulls(StructType schema, List<String> but) {
        var columns = new ArrayList<Column>();
        for (var field : schema.fields()) {
            if (!field.name().equals(ACTION)) {
                columns.add(
                        but.contains(field.name())
                                ? quoted(field.name()).cast(field.dataType()).as(field.name())
                                : lit(null).cast(field.dataType()).as(field.name()));
            }
        }
        return columns.toArray(Column[]::new);
    }

    private static Column[] names(StructType schema) {
        return Arrays.stream(schema.fieldNames()).map(Translated::quoted).toArray(Column[]::new);
    }

    private static boolean has(Dataset<Row> table, String column) {
        return List.of(table.columns()).contains(column);
    }
}
