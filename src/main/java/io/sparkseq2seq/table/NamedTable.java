package io.sparkseq2seq.table;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.apache.spark.sql.execution.command.DDLUtils;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * A table by its name, wherever Spark finds it: {@code lake.db.comments}, {@code db.comments}, {@code delta.`/path`}.
 * The libraries of Iceberg and Delta are asked through Spark's catalogs and SQL alone.
 *
 * @param name as the user gave it
 * @param catalog that knows it; null where a name stands for something else, such as a temporary view
 * @param identifier within the catalog
 */
record NamedTable(SparkSession spark, String name, TableCatalog catalog, Identifier identifier) {
    private static final List<String> FILES = List.of("parquet", "orc", "json", "csv", "avro", "text");
    private static final String ICEBERG_SNAPSHOT = "current-snapshot-id";
    private static final String BRANCH_OPTION = "branch";
    private static final String BRANCH_OF_SESSION = "spark.wap.branch";

    /** Names of Iceberg's that stand for another state of a table than its current one; a path has it behind a #. */
    private static final Pattern STATE = Pattern.compile(".*#.*|(branch|tag|snapshot_id|at_timestamp)_.*");

    /** @throws UserException when this is no name of a table, or there is no such catalog */
    static NamedTable of(SparkSession spark, String name) {
        var parts = parts(spark, name);
        if (parts.size() == 2
                && FILES.contains(parts.get(0).toLowerCase(Locale.ROOT))
                && parts.get(1).contains("/")) {
            throw new UserException(
                    "this names files and no table", name, "Set the format to " + parts.get(0) + " and give the path.");
        }
        var manager = spark.sessionState().catalogManager();
        boolean named = parts.size() > 1 && manager.isCatalogRegistered(parts.get(0));
        var within = named ? parts.subList(1, parts.size()) : parts;
        var namespace = within.size() == 1 && !named
                ? manager.currentNamespace()
                : within.subList(0, within.size() - 1).toArray(String[]::new);
        try {
            var catalog = named ? manager.catalog(parts.get(0)) : manager.currentCatalog();
            return new NamedTable(
                    spark,
                    name,
                    catalog instanceof TableCatalog tables ? tables : null,
                    Identifier.of(namespace, within.get(within.size() - 1)));
        } catch (Exception e) {
            throw new UserException(
                    "the catalog " + parts.get(0) + " cannot be opened: " + firstLine(e),
                    name,
                    "Check spark.sql.catalog." + parts.get(0) + ", and that its library is there (--packages).");
        }
    }

    /** @throws UserException when this is no name of a table */
    static List<String> parts(SparkSession spark, String name) {
        try {
            return JavaConverters.seqAsJavaList(spark.sessionState().sqlParser().parseMultipartIdentifier(name));
        } catch (Exception e) {
            throw new UserException(
                    "this is no name of a table",
                    name.isEmpty() ? "''" : name,
                    "Give a name such as lake.db.comments, with `…` around parts that have other than letters,"
                            + " digits and _ in them; a Delta table without a name is delta.`/path`.");
        }
    }

    static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }

    /** The table as its catalog has it now; empty where there is none, or the name is no table's. */
    Optional<Table> load() {
        if (catalog == null || isDeltaPath() && !isDeltaLogThere()) {
            return Optional.empty();
        }
        try {
            catalog.invalidateTable(identifier);
            return Optional.of(catalog.loadTable(identifier));
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                return Optional.empty();
            }
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(name, e);
        }
    }

    /** Whether it is a table of Delta that no catalog knows: {@code delta.`/path`}. */
    boolean isDeltaPath() {
        var namespace = identifier.namespace();
        return namespace.length == 1
                && namespace[0].equalsIgnoreCase("delta")
                && identifier.name().contains("/");
    }

    private boolean isDeltaLogThere() {
        var log = new Path(identifier.name(), "_delta_log");
        return TextFiles.exists(log, spark.sparkContext().hadoopConfiguration());
    }

    /** @throws UserException as {@link Source#open} */
    Source open(FormatOptions options) {
        var table = load();
        var version = version(table)
                .filter(main -> options.readOptions().keySet().stream().noneMatch(BRANCH_OPTION::equalsIgnoreCase));
        try {
            var rows = spark.read().options(options.readOptions()).table(name);
            var partitioning = table.map(Table::partitioning).map(List::of).orElse(List.of());
            return new Source(name, DataFormat.TABLE, rows, partitioning, provider(table), version);
        } catch (Exception e) {
            if (e instanceof ParseException || e instanceof AnalysisException) {
                throw notFound(e);
            }
            throw FileTable.unreadable(DataFormat.TABLE, name, e);
        }
    }

    UserException notFound(Exception e) {
        return new UserException(
                "there is no such table: " + firstLine(e),
                name,
                isDeltaPath()
                        ? "Check the path, and that Spark has Delta's library and catalog: --packages"
                                + " io.delta:delta-spark_2.12:…, spark.sql.extensions ="
                                + " io.delta.sql.DeltaSparkSessionExtension, spark.sql.catalog.spark_catalog ="
                                + " org.apache.spark.sql.delta.catalog.DeltaCatalog."
                        : "Check the name, CATALOG.DATABASE.TABLE, and spark.sql.catalog.CATALOG.");
    }

    /** {@code iceberg}, {@code delta}, {@code parquet} …; empty where it is not known. */
    private static String provider(Optional<Table> table) {
        return table.map(one -> isDelta(one)
                        ? "delta"
                        : one.properties().getOrDefault("provider", "").toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private static boolean isDelta(Table table) {
        return table.getClass().getName().startsWith("org.apache.spark.sql.delta.");
    }

    private static boolean isIceberg(Table table) {
        return table.getClass().getName().startsWith("org.apache.iceberg.");
    }

    /** Whether the catalog is the one that Spark has of itself, with tables of files. */
    boolean isSessions() {
        return catalog != null && catalog.name().equals(CatalogManager.SESSION_CATALOG_NAME());
    }

    Optional<String> version() {
        return version(load());
    }

    /** Iceberg: the snapshot; Delta: the table's id and version; tables of files: their listing. */
    private Optional<String> version(Optional<Table> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var table = found.get();
        if (isIceberg(table)) {
            // The table says the current state's, even where it is read at another.
            var snapshot = table.properties().get(ICEBERG_SNAPSHOT);
            return snapshot == null || isOtherState(table)
                    ? Optional.empty()
                    : Optional.of("iceberg:" + snapshot + ":" + schemaDigest(table));
        }
        if (isDelta(table)) {
            return deltaVersion();
        }
        return table instanceof V1Table v1 && v1.v1Table().tableType() != CatalogTableType.VIEW()
                ? listing(places(v1.v1Table()), spark.sparkContext().hadoopConfiguration())
                        .map(files -> files + ":" + schemaDigest(table))
                : Optional.empty();
    }

    private boolean isOtherState(Table table) {
        var own = identifier.name();
        return !spark.conf().get(BRANCH_OF_SESSION, "").isEmpty()
                || STATE.matcher(own).matches() && !table.name().endsWith("." + own);
    }

    /** Columns may change without a new snapshot. */
    @SuppressWarnings("deprecation")
    private static String schemaDigest(Table table) {
        var digest = FileTable.digest().digest(table.schema().json().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    private Optional<String> deltaVersion() {
        try {
            var id = spark.sql("DESCRIBE DETAIL " + name).select("id").first().get(0);
            var version = spark.sql("DESCRIBE HISTORY " + name + " LIMIT 1")
                    .select("version")
                    .first()
                    .get(0);
            return Optional.of("delta:" + id + ":" + version);
        } catch (Exception e) {
            if (e instanceof ParseException || e instanceof AnalysisException) {
                // Delta's SQL is not among the session's extensions.
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Files, or of a table of Hive its folder, or those of its partitions. */
    private List<Path> places(CatalogTable table) {
        if (DDLUtils.isHiveTable(table) && !table.partitionColumnNames().isEmpty()) {
            var partitions = spark.sessionState().catalog().listPartitions(table.identifier(), Option.empty());
            return JavaConverters.seqAsJavaList(partitions).stream()
                    .map(partition -> new Path(partition.location()))
                    .toList();
        }
        spark.catalog().refreshTable(name);
        return Arrays.stream(spark.table(name).inputFiles())
                .map(file -> new Path(URI.create(file)))
                .toList();
    }

    /**
     * A digest of files that changes with each of them.
     *
     * @param places files, or folders with all that is in them
     * @return empty where there are none, as of a table of JDBC, or one is not found
     */
    static Optional<String> listing(Collection<Path> places, Configuration hadoop) {
        var digest = FileTable.digest();
        try {
            var wanted = new HashSet<Path>();
            var folders = new TreeSet<Path>();
            for (var place : places) {
                var path = TextFiles.fileSystem(place, hadoop).makeQualified(place);
                if (path.getParent() == null) {
                    return Optional.empty();
                }
                wanted.add(path);
                folders.add(path.getParent());
            }
            int hits = 0;
            for (var folder : folders) {
                var system = TextFiles.fileSystem(folder, hadoop);
                for (var found : system.listStatus(folder)) {
                    if (wanted.contains(found.getPath())) {
                        hits++;
                        add(system.listFiles(found.getPath(), true), digest);
                    }
                }
            }
            return wanted.isEmpty() || hits != wanted.size()
                    ? Optional.empty()
                    : Optional.of("files:" + HexFormat.of().formatHex(digest.digest()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("listing the files of a table", e);
        }
    }

    private static void add(RemoteIterator<LocatedFileStatus> files, MessageDigest digest) throws IOException {
        while (files.hasNext()) {
            var file = files.next();
            digest.update(FileTable.line(file).getBytes(StandardCharsets.UTF_8));
        }
    }
}
