package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.table.FileSink;
import io.sparkseq2seq.table.JobOutput;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.table.TableSink;
import io.sparkseq2seq.translate.Identity;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** Input and output of a run, as settings name them, checked before anything is read. */
final class LakeTables {
    private static final String DELTA = "delta";
    private static final String ICEBERG = "iceberg";
    private static final List<String> MERGING = List.of(DELTA, ICEBERG);
    /** How the plan's own columns begin. */
    private static final List<String> RESERVED = List.of(
            "__old_", "__new_", "__sha256_", "__row_digest", "__digest", "__action", "__key_", "__kept_", "__usable_");

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
        if (translate.written() == DataFormat.CSV || translate.written() == DataFormat.TEXT) {
            throw new UserException(
                    "an incremental output cannot be lines or CSV: the next run could not tell its columns",
                    translate.output(),
                    "Set translate.output-format to parquet, orc, json, avro or table, or leave translate.key out.");
        }
        var branch = translate.incremental().branch();
        if (!branch.isEmpty() && translate.written() != DataFormat.TABLE) {
            throw new UserException(
                    "files have no branches",
                    translate.output(),
                    "Leave translate.incremental.branch out, or name a table of Iceberg.");
        }
        if (branch.equals("main")) {
            throw new UserException(
                    "translate.incremental.branch = main is the branch that readers see",
                    "settings",
                    "Name another one, such as audit, or leave it out.");
        }
        this.source = open();
        source.refuseNamesThatDifferInCase();
        var rows = source.rows();
        for (var name : rows.columns()) {
            if (RESERVED.stream().anyMatch(name::startsWith)) {
                throw new UserException(
                        "the column '" + name + "' has a name that this job needs for itself",
                        translate.input(),
                        "Rename the column.");
            }
        }
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
        var found = Source.open(spark, translate.format(), translate.input(), translate.options());
        return new Source(
                found.name(),
                found.format(),
                // Of an output that is translated once more, its digests are not the rows' own.
                found.rows().drop(Rows.DIGEST),
                found.partitioning(),
                found.provider(),
                found.version());
    }

    /** The source as it is now, with its version. */
    Source now() {
        return open();
    }

    /** What was thrown while the source was read: the user's error where the input is to blame. */
    RuntimeException unreadable(Throwable thrown) {
        return source.unreadable(thrown);
    }

    /** Changes whenever the source may have changed; empty where nothing tells. */
    String version() {
        return Source.version(spark, translate.format(), translate.input()).orElse("");
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
        return Source.workplace(
                spark, translate.output(), translate.incremental().work());
    }

    /**
     * Takes the output.
     *
     * @throws UserException when another run has it, it is not one of this job, or cannot hold such columns
     */
    Target target() {
        var format = translate.written();
        var output = JobOutput.of(spark, Kind.TRANSLATIONS, work());
        if (format == DataFormat.TABLE) {
            return table(output);
        }
        var reading = translate.format() == DataFormat.TABLE ? output : output.reading(translate.input());
        var partitions = translate.partitioned() ? source.partitionColumns() : List.<String>of();
        var sink = new FileSink(format, translate.options(), partitions);
        sink.check(schema, translate.output(), spark);
        return new FileTarget(spark, translate, reading.reading(translate.model()), sink, schema);
    }

    private TableTarget table(Output lease) {
        var partitioning = translate.partitioned() ? source.partitioning() : List.<Transform>of();
        var provider = mergingProvider();
        var words = partitioning.stream().map(Transform::describe).toList();
        var target = new TableTarget(spark, translate, lease, provider, words, schema, key);
        try {
            if (Source.find(spark, translate.output(), translate.options().ofOutput())
                    .isEmpty()) {
                TableSink.tryOut(spark, translate.output(), schema, partitioning, provider);
            }
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    /** @throws UserException when the table that is there, or would be made, cannot merge rows */
    private String mergingProvider() {
        var there = Source.find(spark, translate.output(), translate.options().ofOutput());
        var provider = there.map(Source::provider).orElseGet(this::provider);
        boolean isUnknown = provider.isEmpty() && there.isEmpty() && isOfOwnCatalog();
        if (!isUnknown && !MERGING.contains(provider)) {
            throw new UserException(
                    "a table" + (provider.isEmpty() ? "" : " of " + provider) + " cannot merge rows",
                    translate.output(),
                    "Name a table of Iceberg or Delta, or set translate.options.provider to delta or iceberg where the"
                            + " table is to be made; or set translate.output-format=parquet and give a path.");
        }
        if (!translate.incremental().branch().isEmpty() && !isUnknown && !provider.equals(ICEBERG)) {
            throw new UserException(
                    "a table of " + provider + " has no branches",
                    translate.output(),
                    "Leave translate.incremental.branch out, or name a table of Iceberg.");
        }
        return provider;
    }

    private boolean isOfOwnCatalog() {
        var parts = Source.parts(spark, translate.output());
        return parts.size() > 1
                && !spark.conf().get("spark.sql.catalog." + parts.get(0), "").isEmpty();
    }

    /** What stores a table that is made: as it is set, as its name or catalog says, or as the source. */
    private String provider() {
        var set = translate.options().provider();
        var parts = Source.parts(spark, translate.output());
        if (!set.isEmpty() || parts.get(0).equals(DELTA)) {
            return set.isEmpty() ? DELTA : set;
        }
        return isOfOwnCatalog() || translate.format() != DataFormat.TABLE ? "" : source.provider();
    }
}
