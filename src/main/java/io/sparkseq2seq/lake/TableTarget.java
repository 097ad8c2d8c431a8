package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.table.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table of a catalog that merges rows: Iceberg, Delta. A MERGE may read its source more than once, and is tried again
 * when another writer was faster.
 */
final class TableTarget implements Target {
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
    private final Evolution evolution;
    private final Branch branch;
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
        this.evolution = new Evolution(name, schema);
        this.branch = new Branch(spark, name, settings.incremental().branch());
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
        // Told at once where it cannot hold them.
        table.ifPresent(there -> evolution.changes(there.schema()));
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
    public boolean publish(Plan plan, Dataset<Row> changes, Changes many, Runnable audit) {
        if (!branch.isUsed()) {
            audit.run();
        }
        if (!version().equals(seen)) {
            pause(++conflicts);
            return false;
        }
        try {
            lease.check();
            prepare();
            if (many.put() + many.deleted() > 0) {
                System.err.println("translate: merges " + many.put() + " rows, deletes " + many.deleted());
                branch.begin();
                merge(changes);
                if (branch.isUsed()) {
                    audit.run();
                    lease.check();
                    branch.publish();
                }
            }
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            if (conflicts + 1 == TRIES || !isConflict(e) && !Branch.isOvertaken(e)) {
                throw sneaky(e);
            }
            // Another writer was faster: the plan is made again, of the table as that one has left it.
            pause(++conflicts);
            return false;
        }
        return true;
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
        for (var change : evolution.changes(table.get().schema())) {
            spark.sql("ALTER TABLE " + name + " " + change);
        }
    }

    private void merge(Dataset<Row> changes) {
        var there = table().orElseThrow();
        Evolution.conformed(changes, there.schema()).createOrReplaceTempView(view);
        try {
            var columns = Arrays.asList(schema.fieldNames());
            // A column that the source has no more.
            var gone = Arrays.stream(there.columns())
                    .filter(column -> columns.stream().noneMatch(column::equalsIgnoreCase))
                    .map(column -> ", t." + Translated.sql(column) + " = NULL")
                    .collect(Collectors.joining());
            spark.sql("MERGE INTO " + branch.target() + " t USING " + view + " s ON "
                    + key.stream()
                            .map(k -> "t." + Translated.sql(k) + " = s." + Translated.sql(k))
                            .collect(Collectors.joining(" AND "))
                    + " WHEN MATCHED AND s." + Differences.ACTION + " = '" + Differences.DELETE + "' THEN DELETE"
                    + " WHEN MATCHED THEN UPDATE SET "
                    + columns.stream()
                            .map(c -> "t." + Translated.sql(c) + " = s." + Translated.sql(c))
                            .collect(Collectors.joining(", "))
                    + gone
                    + " WHEN NOT MATCHED AND s." + Differences.ACTION + " = '" + Differences.PUT + "' THEN INSERT ("
                    + columns.stream().map(Translated::sql).collect(Collectors.joining(", ")) + ") VALUES ("
                    + columns.stream().map(c -> "s." + Translated.sql(c)).collect(Collectors.joining(", ")) + ")");
        } finally {
            spark.catalog().dropTempView(view);
        }
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

    @Override
    public void close() {
        lease.close();
    }
}
