package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.TextColumn;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Input and output of a run, as settings name them, checked before anything is read. */
final class LakeTables {
    private static final String DELTA = "delta";
    private static final String ICEBERG = "iceberg";

    private final SparkSession spark;
    private final TranslateSettings translate;
    private final List<String> key;
    private final List<Translated> columns;
    private final StructType schema;

    LakeTables(SparkSession spark, Settings settings) {
        this.spark = spark;
        this.translate = settings.translate();
        if (translate.output().isEmpty()) {
            throw new UserException("translate.output is not set", "settings", "Say where the translations go.");
        }
        var rows = rows();
        this.key = Keys.of(translate.key(), rows, translate.input());
        this.columns = List.of(new Translated(
                TextColumn.of(rows.schema(), translate.column(), translate.input(), "translate.column"),
                "translation"));
        this.schema = new Plan(
                        rows,
                        java.util.Optional.empty(),
                        key,
                        columns,
                        new Identity("", ""),
                        translate.incremental().again())
                .schema();
    }

    private static boolean isPath(String name) {
        return name.contains("/") && !name.contains("`");
    }

    /** The source's rows, as they are now. */
    Dataset<Row> rows() {
        if (isPath(translate.input())) {
            return ParquetTable.open(spark, translate.input()).rows();
        }
        return Catalog.table(spark, translate.input())
                .orElseThrow(() -> new UserException(
                        "there is no such table", translate.input(), "Check the name and its catalog."));
    }

    /** Changes whenever the source may have changed; empty where nothing tells. */
    String version() {
        return isPath(translate.input())
                ? ""
                : Catalog.version(spark, translate.input()).orElse("");
    }

    List<String> key() {
        return key;
    }

    List<Translated> columns() {
        return columns;
    }

    /** A path that stands for the output: beside it lies what is staged. */
    String work() {
        if (isPath(translate.output())) {
            return translate.output();
        }
        var parts = Catalog.parts(spark, translate.output());
        var work = translate.incremental().work();
        var last = parts.get(parts.size() - 1);
        if (work.isEmpty() && parts.get(0).equals(DELTA) && last.contains("/")) {
            return last;
        }
        if (work.isEmpty()) {
            work = spark.conf()
                    .get(
                            "spark.sql.catalog." + parts.get(0) + ".warehouse",
                            spark.conf().get("spark.sql.warehouse.dir"));
        }
        return work + "/" + String.join(".", parts);
    }

    /** Takes the output. */
    Target target() {
        var output =
                Output.of(Kind.TRANSLATIONS, work()).by(spark.sparkContext().applicationId());
        if (isPath(translate.output())) {
            var reading = isPath(translate.input()) ? output.reading(translate.input()) : output;
            return new FileTarget(
                    spark, reading.reading(translate.model()), "parquet", List.of(), schema, translate.overwrite());
        }
        return new TableTarget(spark, translate.output(), output, provider(), List.of(), schema, key);
    }

    private String provider() {
        var parts = Catalog.parts(spark, translate.output());
        if (parts.get(0).equals(DELTA)) {
            return DELTA;
        }
        if (spark.conf().get("spark.sql.catalog." + parts.get(0), "").contains("iceberg")) {
            return ICEBERG;
        }
        return isPath(translate.input()) ? ICEBERG : Catalog.provider(spark, translate.input());
    }
}
