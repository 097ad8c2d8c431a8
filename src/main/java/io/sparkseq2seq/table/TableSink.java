package io.sparkseq2seq.table;

import static org.apache.spark.sql.functions.lit;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.DoneBeforeException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * A table of a catalog that a job makes, or makes anew. It has the columns as they are given, nulls allowed or not, and
 * the partitions; a property, {@code seq2seq.made}, says that this tool made it, and no other table is ever replaced;
 * another one, {@code seq2seq.application}, by which application.
 *
 * <p>Rows appear in one commit of Iceberg or Delta. A table of the same columns and partitions is overwritten in one
 * commit, too, and keeps its history; so is one of other columns, but for nulls, which it then allows everywhere.
 * Tables of files, which Spark's own catalog keeps, are made aside and renamed.
 */
public final class TableSink {
    static final String MADE = "seq2seq.made";
    /** The application that made it. */
    static final String APPLICATION = "seq2seq.application";

    private static final String ASIDE = "_seq2seq_";
    private static final String WRITING = "writing";
    private static final String WHOLE = "whole";

    private final SparkSession spark;
    private final NamedTable target;
    private final StructType schema;
    private final List<Transform> partitioning;
    private final Map<String, String> properties;
    private final Output job;

    private TableSink(
            SparkSession spark,
            NamedTable target,
            StructType schema,
            List<Transform> partitioning,
            Map<String, String> properties,
            Output job) {
        this.spark = spark;
        this.target = target;
        this.schema = schema;
        this.partitioning = partitioning;
        this.properties = properties;
        this.job = job;
    }

    /**
     * Looks whether the table may be made, before there is anything to write: an empty one is made and dropped. No
     * other run may be writing the table, for what it has made so far would be taken for what a dead one has left: the
     * caller holds the lease of {@link Source#workplace}.
     *
     * @param name of the table
     * @param partitioning what decides in which partition a row lies
     * @param provider what it is stored as, {@code delta}, {@code parquet} …; empty: as the catalog has it
     * @param options of the writer
     * @param overwrite whether a table of this tool may be replaced
     * @param job whose output it is
     * @throws UserException when there is a table that may not be replaced, or the catalog takes none with such columns
     * @throws DoneBeforeException when an earlier attempt at the job's application has made it
     */
    public static TableSink open(
            SparkSession spark,
            String name,
            StructType schema,
            List<Transform> partitioning,
            String provider,
            Map<String, String> options,
            boolean overwrite,
            Output job) {
        var sink = of(spark, name, schema, partitioning, provider, options, job);
        if (!sink.target.isDeltaPath()) {
            sink.mend();
        }
        if (sink.isDone()) {
            throw new DoneBeforeException(name);
        }
        sink.admit(overwrite);
        if (!sink.target.isDeltaPath()) {
            sink.tryOut();
        }
        return sink;
    }

    /**
     * Looks whether a table can be made that is not there yet, as {@link #open} does, for a job that makes it itself
     * when all else is done. The parameters are the same.
     *
     * @throws UserException when the catalog takes none with such columns or partitions
     */
    public static void tryOut(
            SparkSession spark, String name, StructType schema, List<Transform> partitioning, String provider) {
        var none = Output.of(Kind.TRANSLATIONS, name);
        var sink = of(spark, name, schema, partitioning, provider, Map.of(), none);
        if (!sink.target.isDeltaPath()) {
            sink.mend();
            sink.tryOut();
        } else if (Partitioning.columns(partitioning).size() < partitioning.size()) {
            throw new UserException(
                    "a table of Delta has no partitions by " + String.join(", ", Partitioning.words(partitioning)),
                    name,
                    "Set translate.partitioned=false, or make the table first.");
        }
    }

    private static TableSink of(
            SparkSession spark,
            String name,
            StructType schema,
            List<Transform> partitioning,
            String provider,
            Map<String, String> options,
            Output job) {
        CaseOfNames.refuse(schema, name);
        var target = NamedTable.of(spark, name);
        if (target.catalog() == null) {
            throw new UserException("the catalog takes no tables", name, "Name a table of another catalog.");
        }
        var properties = new HashMap<String, String>(options);
        properties.put(MADE, WRITING);
        var stored = provider(target, provider, spark);
        if (!stored.isEmpty()) {
            properties.put("provider", stored);
        }
        boolean isOfFiles = target.isSessions() && !stored.equals("delta");
        return new TableSink(
                spark,
                target,
                isOfFiles ? partitionsLast(schema, partitioning) : schema,
                partitioning,
                properties,
                job);
    }

    /** As Spark's own tables of files have them. */
    private static StructType partitionsLast(StructType schema, List<Transform> partitioning) {
        var last = Partitioning.columns(partitioning);
        return new StructType(Stream.concat(
                        Arrays.stream(schema.fields()).filter(field -> !last.contains(field.name())),
                        last.stream().map(schema::apply))
                .toArray(StructField[]::new));
    }

    private static String provider(NamedTable target, String provider, SparkSession spark) {
        if (target.isDeltaPath()) {
            return "delta";
        }
        return !provider.isEmpty() || !target.isSessions()
                ? provider
                : spark.sessionState().conf().defaultDataSourceName();
    }

    /** Whether an earlier attempt at this application has come to its end. */
    private boolean isDone() {
        return job.attempt() > 1
                && target.load()
                        .filter(table -> WHOLE.equals(table.properties().get(MADE))
                                && job.application().equals(table.properties().get(APPLICATION)))
                        .isPresent();
    }

    private TableChange[] whole() {
        return new TableChange[] {
            TableChange.setProperty(MADE, WHOLE), TableChange.setProperty(APPLICATION, job.application())
        };
    }

    private void admit(boolean overwrite) {
        target.load().ifPresent(table -> {
            var made = table.properties().get(MADE);
            if (WRITING.equals(made)) {
                // Of a run that has died, without rows.
                drop(target.identifier());
            } else if (!overwrite) {
                throw new UserException(
                        "the output exists already",
                        target.name(),
                        "Name another output, or set translate.overwrite=true to replace it.");
            } else if (made == null) {
                throw new UserException(
                        "the output is a table that this tool has not made, and is not replaced",
                        target.name(),
                        "Name another output.");
            }
        });
    }

    /** Clears up what a run that has died has left beside the table. */
    private void mend() {
        for (var aside : asides()) {
            var made = made(aside);
            if (WHOLE.equals(made) && target.load().isEmpty()) {
                // It died between the drop of the old table and this one's new name.
                try {
                    target.catalog().renameTable(aside, target.identifier());
                } catch (Exception e) {
                    throw failed(e);
                }
            } else if (!made.isEmpty()) {
                drop(aside);
            }
        }
    }

    private List<Identifier> asides() {
        var name = Pattern.compile(
                Pattern.quote(target.identifier().name() + ASIDE) + "[0-9a-f]{8}", Pattern.CASE_INSENSITIVE);
        try {
            return Arrays.stream(target.catalog().listTables(target.identifier().namespace()))
                    .filter(table -> name.matcher(table.name()).matches())
                    .toList();
        } catch (Exception e) {
            // There is no such database, which is told later; or this user may not list it.
            return List.of();
        }
    }

    /** The property of a table; empty where this tool has not made it. */
    private String made(Identifier identifier) {
        try {
            return target.catalog().loadTable(identifier).properties().getOrDefault(MADE, "");
        } catch (Exception e) {
            return "";
        }
    }

    private void tryOut() {
        var aside = aside();
        try {
            create(aside);
            drop(aside);
        } catch (UserException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UserException(
                    "the table cannot be made: " + NamedTable.firstLine(e),
                    target.name(),
                    "Check that the database is there, who may write, and that the catalog has such types.");
        }
    }

    /** Beside the table, under a name that no other has; of a Delta path, a path. */
    private Identifier aside() {
        var own = target.identifier();
        return Identifier.of(
                own.namespace(),
                own.name()
                        + ASIDE
                        + UUID.randomUUID().toString().replace("-", "").substring(0, 8));
    }

    @SuppressWarnings("deprecation")
    private Table create(Identifier identifier) {
        try {
            return target.catalog().createTable(identifier, schema, partitioning.toArray(Transform[]::new), properties);
        } catch (NoSuchNamespaceException e) {
            throw new UserException(
                    "there is no such database",
                    target.name(),
                    "Make it: CREATE NAMESPACE " + String.join(".", identifier.namespace()) + ".");
        } catch (Exception e) {
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(NamedTable.firstLine(e), e);
        }
    }

    private void drop(Identifier identifier) {
        // A table of Delta that is only a path cannot be dropped: an empty one stays, and is written by the next run.
        if (!target.isDeltaPath()) {
            target.catalog().dropTable(identifier);
        }
    }

    /**
     * Writes the rows, all or none.
     *
     * @param rows of the schema that was given
     */
    public void write(Dataset<Row> rows) {
        var there = target.load();
        if (there.isEmpty()) {
            fill(target.identifier(), rows);
        } else if (there.get() instanceof V1Table) {
            var aside = aside();
            fill(aside, rows);
            try {
                drop(target.identifier());
                target.catalog().renameTable(aside, target.identifier());
            } catch (Exception e) {
                throw failed(e);
            }
        } else {
            replace(there.get(), rows);
        }
    }

    /** In one commit, which keeps the history. */
    private void replace(Table there, Dataset<Row> rows) {
        try {
            if (isSame(there)) {
                rows.writeTo(target.name()).overwrite(lit(true));
                target.catalog().alterTable(target.identifier(), whole());
                return;
            }
            var writer = rows.writeTo(target.name());
            var partitions = Partitioning.asColumns(partitioning, target.name());
            if (!partitions.isEmpty()) {
                writer.partitionedBy(
                        partitions.get(0),
                        JavaConverters.asScalaBuffer(partitions.subList(1, partitions.size()))
                                .toSeq());
            }
            properties.forEach((key, value) -> {
                if (key.equals("provider")) {
                    writer.using(value);
                } else {
                    writer.tableProperty(key, key.equals(MADE) ? WHOLE : value);
                }
            });
            writer.tableProperty(APPLICATION, job.application());
            writer.replace();
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private void fill(Identifier identifier, Dataset<Row> rows) {
        var name = name(identifier);
        create(identifier);
        try {
            // What a catalog gives back when it has made a table may be another view of it.
            if (target.catalog().loadTable(identifier) instanceof V1Table) {
                // In the table's own order of columns, which has those of partitions last.
                rows.select(Arrays.stream(spark.table(name).columns())
                                .map(TextColumn::top)
                                .toArray(Column[]::new))
                        .write()
                        .mode(SaveMode.Append)
                        .insertInto(name);
                // The rows' session may be another one, and this one has seen the table empty.
                spark.catalog().refreshTable(name);
            } else {
                rows.writeTo(name).append();
            }
            target.catalog().alterTable(identifier, whole());
        } catch (Exception e) {
            drop(identifier);
            throw failed(e);
        }
    }

    private String name(Identifier identifier) {
        var name = new StringBuilder();
        if (!target.isSessions()) {
            name.append(Names.quoted(target.catalog().name())).append('.');
        }
        for (var part : identifier.namespace()) {
            name.append(Names.quoted(part)).append('.');
        }
        return name.append(Names.quoted(identifier.name())).toString();
    }

    @SuppressWarnings("deprecation")
    private boolean isSame(Table table) {
        return table.schema().equals(schema)
                && Partitioning.words(List.of(table.partitioning())).equals(Partitioning.words(partitioning));
    }

    private RuntimeException failed(Exception e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(target.name(), e);
    }
}
