package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table of a catalog that merges rows: Iceberg, Delta. Changes are staged as Parquet first, for a MERGE may read its
 * source more than once, and is tried again when another writer was faster.
 */
final class TableTarget implements Target {
    private static final String CHANGES = "changes";
    private static final String VIEW = "__seq2seq_changes_";
    private static final int TRIES = 6;
    private static final long PAUSE_MILLIS = 500;
    /** What says that another writer was faster: class names, for the libraries are the cluster's. */
    private static final Set<String> CONFLICTS = Set.of(
            "org.apache.iceberg.exceptions.ValidationException",
            "org.apache.iceberg.exceptions.CommitFailedException",
            "io.delta.exceptions.DeltaConcurrentModificationException",
            "org.apache.spark.sql.delta.DeltaConcurrentModificationException");

    private final SparkSession spark;
    private final TranslateSettings settings;
    private final String name;
    private final String provider;
    private final List<String> partitioning;
    private final StructType schema;
    private final List<String> key;
    private final Publication lease;
    private final String view = VIEW + UUID.randomUUID().toString().replace("-", "");
    private int conflicts;
    /** Version of the table when its rows were last asked for. */
    private String seen = "";

    /**
     * Takes the table.
     *
     * @param lease an output in the folder of what is staged, whose lease stands for the table
     * @param provider that makes it where there is none: iceberg, delta; empty: as the catalog has it
     * @param partitioning of a table that is made, in SQL
     * @param schema of the output
     */
    TableTarget(
            SparkSession spark,
            TranslateSettings settings,
            Output lease,
            String provider,
            List<String> partitioning,
            StructType schema,
            List<String> key) {
        this.spark = spark;
        this.settings = settings;
        this.name = settings.output();
        this.provider = provider;
        this.partitioning = partitioning;
        this.schema = schema;
        this.key = key;
        this.lease = Publication.claim(lease, spark.sparkContext().hadoopConfiguration());
    }

    @Override
    public Path workplace() {
        return lease.workplace();
    }

    private Optional<Dataset<Row>> table() {
        return Source.find(spark, name, settings.options().ofOutput()).map(Source::rows);
    }

    @Override
    public Optional<Dataset<Row>> rows() {
        seen = version();
        var table = table();
        table.ifPresent(there -> lacking(there.schema()));
        if (table.isPresent() && !List.of(table.get().columns()).contains(Rows.DIGEST)) {
            throw new UserException(
                    "the table was not made by a run with translate.key: it has no column " + Rows.DIGEST,
                    name,
                    "Name another table; this job makes it.");
        }
        return table;
    }

    @Override
    public String version() {
        return Source.version(spark, DataFormat.TABLE, name).orElse("");
    }

    @Override
    public Optional<Changes> publish(Plan plan, Dataset<Row> stage, boolean deleting, Consumer<Dataset<Row>> audit) {
        var staged = new Path(workplace(), CHANGES);
        delete(staged);
        plan.changes(stage, deleting).write().parquet(staged.toString());
        var changes = spark.read().parquet(staged.toString());
        var put = changes.where(col(Plan.ACTION).equalTo(Plan.PUT));
        if (put.where(plan.untranslated()).count() > 0) {
            return Optional.empty();
        }
        var done = new Changes(put.count(), changes.count() - put.count());
        if (done.put() > 0) {
            Keys.check(put, key, settings.input());
            audit.accept(put);
        }
        if (!version().equals(seen)) {
            return again();
        }
        try {
            lease.check();
            prepare();
            if (done.put() + done.deleted() > 0) {
                System.err.println("translate: merges " + done.put() + " rows, deletes " + done.deleted());
                merge(changes);
            }
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            if (conflicts + 1 == TRIES || !isConflict(e)) {
                throw sneaky(e);
            }
            return again();
        }
        return Optional.of(done);
    }

    /** Another writer was faster: the plan is made again, of the table as that one has left it. */
    private Optional<Changes> again() {
        pause(++conflicts);
        return Optional.empty();
    }

    /** Makes the table, or adds the columns that it lacks. */
    private void prepare() {
        var table = table();
        if (table.isEmpty()) {
            spark.sql("CREATE TABLE " + name + " (" + schema.toDDL() + ")"
                    + (provider.isEmpty() ? "" : " USING " + provider)
                    + (partitioning.isEmpty() ? "" : " PARTITIONED BY (" + String.join(", ", partitioning) + ")"));
            return;
        }
        var lacking = lacking(table.get().schema());
        for (var change : lacking) {
            spark.sql("ALTER TABLE " + name + " " + change);
        }
    }

    /**
     * What a table has to be given so that it can hold the output, as SQL.
     *
     * @throws UserException when it has a column of another type
     */
    private List<String> lacking(StructType there) {
        var types = Arrays.stream(there.fields())
                .collect(Collectors.toMap(field -> field.name().toLowerCase(Locale.ROOT), StructField::dataType));
        var changes = new ArrayList<String>();
        for (var field : schema.fields()) {
            var type = types.remove(field.name().toLowerCase(Locale.ROOT));
            if (type == null) {
                changes.add("ADD COLUMNS (" + sql(field.name()) + " "
                        + field.dataType().sql() + ")");
            } else if (!Cast.canUpCast(field.dataType(), type)) {
                if (!Cast.canUpCast(type, field.dataType())) {
                    throw new UserException(
                            "the column " + field.name() + " holds " + type.catalogString() + " in the table, and "
                                    + field.dataType().catalogString() + " in the input",
                            name,
                            "Change the table by ALTER TABLE, or name another output.");
                }
                changes.add("ALTER COLUMN " + sql(field.name()) + " TYPE "
                        + field.dataType().sql());
            }
        }
        for (var field : there.fields()) {
            if (types.containsKey(field.name().toLowerCase(Locale.ROOT)) && !field.nullable()) {
                changes.add("ALTER COLUMN " + sql(field.name()) + " DROP NOT NULL");
            }
        }
        return changes;
    }

    private void merge(Dataset<Row> changes) {
        changes.createOrReplaceTempView(view);
        try {
            var columns = Arrays.asList(schema.fieldNames());
            // A column that the source has no more.
            var gone = Arrays.stream(table().orElseThrow().columns())
                    .filter(column -> columns.stream().noneMatch(column::equalsIgnoreCase))
                    .map(column -> ", t." + sql(column) + " = NULL")
                    .collect(Collectors.joining());
            spark.sql("MERGE INTO " + name + " t USING " + view + " s ON "
                    + key.stream().map(k -> "t." + sql(k) + " = s." + sql(k)).collect(Collectors.joining(" AND "))
                    + " WHEN MATCHED AND s." + Plan.ACTION + " = '" + Plan.DELETE + "' THEN DELETE"
                    + " WHEN MATCHED THEN UPDATE SET "
                    + columns.stream()
                            .map(c -> "t." + sql(c) + " = s." + sql(c))
                            .collect(Collectors.joining(", "))
                    + gone
                    + " WHEN NOT MATCHED AND s." + Plan.ACTION + " = '" + Plan.PUT + "' THEN INSERT ("
                    + columns.stream().map(TableTarget::sql).collect(Collectors.joining(", ")) + ") VALUES ("
                    + columns.stream().map(c -> "s." + sql(c)).collect(Collectors.joining(", ")) + ")");
        } finally {
            spark.catalog().dropTempView(view);
        }
    }

    private static String sql(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static boolean isConflict(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
                if (CONFLICTS.contains(type.getName())) {
                    return true;
                }
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }

    private static void pause(int tries) {
        try {
            Thread.sleep(PAUSE_MILLIS * tries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete(Path folder) {
        try {
            TextFiles.fileSystem(folder, spark.sparkContext().hadoopConfiguration())
                    .delete(folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    @Override
    public void close() {
        delete(new Path(workplace(), CHANGES));
        lease.close();
    }
}
