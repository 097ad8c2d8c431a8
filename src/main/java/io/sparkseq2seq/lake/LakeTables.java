package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.table.FileSink;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.translate.Identity;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** Input and output of a run, as settings name them, checked before anything is read. */
final class LakeTables {
    private static final String DELTA = "delta";

    private final SparkSession spark;
    private final TranslateSettings translate;
    private final List<String> key;
    private final List<Translated> columns;
    private final StructType schema;
    private final Source source;

    /** @throws UserException when the input is not there, or lacks the key or the column, or no output is set */
    LakeTables(SparkSession spark, Settings settings) {
        this.spark = spark;
        this.translate = settings.translate();
        if (translate.output().isEmpty()) {
            throw new UserException("translate.output is not set", "settings", "Say where the translations go.");
        }
        this.source = open();
        source.refuseNamesThatDifferInCase();
        var rows = source.rows();
        this.key = Keys.of(translate.key(), rows, translate.input());
        this.columns = Translated.of(translate, rows.schema());
        this.schema = new Plan(
                        rows,
                        Optional.empty(),
                        key,
                        columns,
                        new Identity("", ""),
                        translate.incremental().again())
                .schema();
    }

    private Source open() {
        return Source.open(spark, translate.format(), translate.input(), translate.options());
    }

    /** The source's rows, as they are now. */
    Dataset<Row> rows() {
        return open().rows();
    }

    /** Changes whenever the source may have changed, since the run began; empty where nothing tells. */
    String version() {
        return source.version().orElse("");
    }

    List<String> key() {
        return key;
    }

    List<Translated> columns() {
        return columns;
    }

    /** A path that stands for the output: beside it lies what is staged. */
    String work() {
        if (translate.written() != DataFormat.TABLE) {
            return translate.output();
        }
        var parts = Source.parts(spark, translate.output());
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

    /**
     * Takes the output.
     *
     * @throws UserException when another run has it, it is not one of this job, or cannot hold such columns
     */
    Target target() {
        var format = translate.written();
        var output =
                Output.of(Kind.TRANSLATIONS, work()).by(spark.sparkContext().applicationId());
        if (format == DataFormat.TABLE) {
            var partitioning =
                    source.partitioning().stream().map(Transform::describe).toList();
            return new TableTarget(spark, translate, output, provider(), partitioning, schema, key);
        }
        var reading = translate.format() == DataFormat.TABLE ? output : output.reading(translate.input());
        var sink = new FileSink(
                format, translate.options(), translate.partitioned() ? source.partitionColumns() : List.of());
        sink.check(schema, translate.output(), spark);
        return new FileTarget(spark, translate, reading.reading(translate.model()), sink, schema);
    }

    /** What stores a table that is made: as it is set, as its name or catalog says, or as the source. */
    private String provider() {
        var set = translate.options().provider();
        var parts = Source.parts(spark, translate.output());
        if (!set.isEmpty() || parts.get(0).equals(DELTA)) {
            return set.isEmpty() ? DELTA : set;
        }
        boolean isOfOwnCatalog = parts.size() > 1
                && !spark.conf().get("spark.sql.catalog." + parts.get(0), "").isEmpty();
        return isOfOwnCatalog || translate.format() != DataFormat.TABLE ? "" : source.provider();
    }
}
