package io.sparkseq2seq.lake;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/** Tables by name, in whatever catalog. */
final class Catalog {
    private static final String DELTA = "delta";

    private Catalog() {}

    /** The table, as it is now; nothing where there is none. */
    static Optional<Dataset<Row>> table(SparkSession spark, String name) {
        try {
            if (!parts(spark, name).get(0).equals(DELTA)) {
                spark.catalog().refreshTable(name);
            }
            return Optional.of(spark.table(name));
        } catch (Exception e) {
            if (e instanceof AnalysisException analysis && isMissing(analysis)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isMissing(AnalysisException e) {
        return e.getMessage().contains("TABLE_OR_VIEW_NOT_FOUND")
                || e.getMessage().contains("DELTA_TABLE_NOT_FOUND")
                || e.getMessage().contains("DELTA_MISSING_DELTA_TABLE")
                || e.getMessage().contains("PATH_NOT_FOUND")
                || e.getMessage().contains("is not a Delta table");
    }

    /** The names of a table's catalog, databases and itself. */
    static List<String> parts(SparkSession spark, String name) {
        try {
            return JavaConverters.seqAsJavaList(spark.sessionState().sqlParser().parseMultipartIdentifier(name));
        } catch (Exception e) {
            throw new io.sparkseq2seq.config.UserException(
                    "this is not the name of a table", name, "Write catalog.database.table, or delta.`/path`.");
        }
    }

    /** What makes it: {@code iceberg}, {@code delta}, {@code parquet}; empty where nothing tells. */
    static String provider(SparkSession spark, String name) {
        return spark.sql("DESCRIBE TABLE EXTENDED " + name).where("col_name = 'Provider'").collectAsList().stream()
                .map(row -> row.getString(1))
                .findFirst()
                .orElse("");
    }

    /** Changes with every change of the table. */
    static Optional<String> version(SparkSession spark, String name) {
        if (table(spark, name).isEmpty()) {
            return Optional.empty();
        }
        return switch (provider(spark, name)) {
            case "iceberg" -> spark
                    .sql("SELECT snapshot_id FROM " + name + ".refs WHERE name = 'main'")
                    .collectAsList()
                    .stream()
                    .map(row -> Long.toString(row.getLong(0)))
                    .findFirst();
            case DELTA -> spark
                    .sql("DESCRIBE HISTORY " + name + " LIMIT 1")
                    .select("version", "timestamp")
                    .collectAsList()
                    .stream()
                    .map(Row::toString)
                    .findFirst();
            default -> Optional.empty();
        };
    }
}
