package io.sparkseq2seq.lake;

import static io.sparkseq2seq.lake.Translated.quoted;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.encode;
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
import org.apache.spark.sql.types.StructType;

/**
 * What has to be done so that the output is a translation of the source: {@link Differences} tells which rows, and only
 * those are read with all their columns. A translation of the output is kept where its text is the same, and model and
 * settings are, or may be others.
 *
 * <p>Nothing runs before its data sets are used, and each use reads source and output again, as they then are. A row
 * that has changed since it was compared lacks its translation, unless another row has it.
 */
final class Plan {
    private static final String OLD = "__old_";
    private static final String SHA = "__sha256_";
    private static final String DIGEST = "__row_digest";
    private static final String OF_STAGE = "__new_";

    private final Dataset<Row> source;
    private final Optional<Dataset<Row>> output;
    private final Optional<Dataset<Row>> differences;
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
        this(source, output, Optional.empty(), key, columns, identity, again);
    }

    private Plan(
            Dataset<Row> source,
            Optional<Dataset<Row>> output,
            Optional<Dataset<Row>> differences,
            List<String> key,
            List<Translated> columns,
            Identity identity,
            Again again) {
        this.source = source;
        this.output = output;
        this.differences = differences;
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

    /**
     * Keys of the rows that are to be put and deleted; nothing where there is no output yet, and all rows are new.
     *
     * @param deleting whether rows leave whose key the source has no more
     */
    Optional<Dataset<Row>> differences(boolean deleting) {
        return output.map(there -> new Differences(key, columns, identity, again).between(source, there, deleting));
    }

    /** The plan for {@link #differences} that lie on disk, where they are read more than once. */
    Plan of(Dataset<Row> staged) {
        return new Plan(source, output, Optional.of(staged), key, columns, identity, again);
    }

    /** Texts that need a translation, by {@code sha256}: each once. */
    Dataset<Row> texts() {
        var rows = fetched();
        Dataset<Row> texts = null;
        for (int i = 0; i < columns.size(); i++) {
            var text = columns.get(i).text();
            var bytes = text.cast(DataTypes.BinaryType);
            var some = rows.where(not(kept(i)).and(text.isNotNull()))
                    .select(
                            quoted(SHA + i).as(Stage.SHA256),
                            text.as(Stage.TEXT),
                            not(encode(decode(bytes, "UTF-8"), "UTF-8").equalTo(bytes))
                                    .as(Stage.DAMAGED));
            texts = texts == null ? some : texts.union(some);
        }
        return texts.dropDuplicates(Stage.SHA256);
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
     */
    Dataset<Row> changes(Dataset<Row> stage) {
        var put = finished(withOld(fetched()), stage).withColumn(Differences.ACTION, lit(Differences.PUT));
        if (differences.isEmpty()) {
            return put;
        }
        var gone = differences.get().where(quoted(Differences.ACTION).equalTo(Differences.DELETE));
        return put.union(gone.select(keysAlone()));
    }

    /**
     * All rows of the output, in its columns: those that stay as they are, and those that are put.
     *
     * @param changes as {@link #changes} has given them
     */
    Dataset<Row> whole(Dataset<Row> changes) {
        var names = Arrays.stream(schema().fieldNames()).map(Translated::quoted).toArray(Column[]::new);
        var put = changes.where(quoted(Differences.ACTION).equalTo(Differences.PUT))
                .select(names);
        if (differences.isEmpty()) {
            return put;
        }
        var keys = differences.get().select(columns(key, Differences.KEY));
        return Sieve.without(
                        output.orElseThrow(),
                        columns(key, ""),
                        keys,
                        columns(key, Differences.KEY),
                        Rows.sameKeys(key, Differences.KEY))
                .select(names)
                .union(put);
    }

    /** Rows whose translation is not there, in what {@link #changes} has given. */
    Column untranslated() {
        return columns.stream()
                .map(column -> quoted(column.status()).isNull())
                .reduce(Column::or)
                .orElseThrow();
    }

    /** The source's rows that differ, with the digests of their texts, and whether the output's translations stay. */
    private Dataset<Row> fetched() {
        var rows = source;
        for (int i = 0; i < columns.size(); i++) {
            rows = rows.withColumn(SHA + i, Rows.sha256(columns.get(i).text()));
        }
        if (differences.isEmpty()) {
            for (int i = 0; i < columns.size(); i++) {
                rows = rows.withColumn(Differences.KEPT + i, lit(false));
            }
            return rows;
        }
        var put = differences
                .get()
                .where(quoted(Differences.ACTION).equalTo(Differences.PUT))
                .drop(Differences.ACTION);
        return Sieve.of(rows, columns(key, ""), put, columns(key, Differences.KEY))
                .join(put, Rows.sameKeys(key, Differences.KEY));
    }

    /** With what the output has of them. */
    private Dataset<Row> withOld(Dataset<Row> rows) {
        var all = rows.withColumn(DIGEST, Rows.digest(source.schema()));
        if (differences.isEmpty()) {
            for (var column : columns) {
                for (var field : column.added()) {
                    all = all.withColumn(OLD + field.name(), lit(null).cast(field.dataType()));
                }
            }
            return all;
        }
        var isUnchanged = quoted(DIGEST).equalTo(quoted(Differences.DIGEST));
        for (int i = 0; i < columns.size(); i++) {
            // It may have changed since.
            all = all.withColumn(Differences.KEPT + i, kept(i).and(isUnchanged));
        }
        var keeping = differences
                .get()
                .where(java.util.stream.IntStream.range(0, columns.size())
                        .mapToObj(Plan::kept)
                        .reduce(Column::or)
                        .orElseThrow())
                .select(columns(key, Differences.KEY));
        var old = Sieve.of(output.orElseThrow(), columns(key, ""), keeping, columns(key, Differences.KEY))
                .join(keeping, Rows.sameKeys(key, Differences.KEY), "left_semi");
        return all.join(old(old), Rows.sameKeys(key, OLD), "left");
    }

    private Dataset<Row> old(Dataset<Row> table) {
        var all = new ArrayList<Column>();
        key.forEach(name -> all.add(quoted(name).as(OLD + name)));
        for (var column : columns) {
            for (var field : column.added()) {
                var value = has(table, field.name()) ? quoted(field.name()) : lit(null);
                all.add(value.cast(field.dataType()).as(OLD + field.name()));
            }
        }
        return table.select(all.toArray(Column[]::new))
                .dropDuplicates(key.stream().map(name -> OLD + name).toArray(String[]::new));
    }

    /** Whether the output's translation of a row stays. */
    private static Column kept(int i) {
        return quoted(Differences.KEPT + i);
    }

    /** Rows in the output's columns. */
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
                    quoted(SHA + i).equalTo(quoted(OF_STAGE + i + Stage.SHA256)).and(not(kept(i))),
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
        var kept = kept(i);
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

    /** Keys to delete, as rows of {@link #changes} whose other columns are null. */
    private Column[] keysAlone() {
        var all = new ArrayList<Column>();
        for (var field : schema().fields()) {
            var value = key.contains(field.name()) ? quoted(Differences.KEY + field.name()) : lit(null);
            all.add(value.cast(field.dataType()).as(field.name()));
        }
        all.add(lit(Differences.DELETE));
        return all.toArray(Column[]::new);
    }

    private static Column[] columns(List<String> names, String prefix) {
        return names.stream().map(name -> quoted(prefix + name)).toArray(Column[]::new);
    }

    private static boolean has(Dataset<Row> table, String column) {
        return List.of(table.columns()).contains(column);
    }
}
