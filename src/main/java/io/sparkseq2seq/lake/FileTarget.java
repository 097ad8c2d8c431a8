package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.FileSink;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.Source;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A folder of files. They do not change one by one: the whole output is written anew beside the old one and published,
 * with the rows of the old one that stay as they are.
 */
final class FileTarget implements Target {
    private final SparkSession spark;
    private final TranslateSettings settings;
    private final FileSink sink;
    private final StructType schema;
    private final Publication publication;

    /**
     * Takes the output. With {@code translate.overwrite} what is there counts for nothing, and is replaced.
     *
     * @param schema of the output
     */
    FileTarget(SparkSession spark, TranslateSettings settings, Output output, FileSink sink, StructType schema) {
        this.spark = spark;
        this.settings = settings;
        this.sink = sink;
        this.schema = schema;
        this.publication = Publication.claim(output, hadoop());
        try {
            publication.admit(true);
        } catch (RuntimeException e) {
            publication.close();
            throw e;
        }
    }

    private Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }

    @Override
    public Path workplace() {
        return publication.workplace();
    }

    @Override
    public Optional<Dataset<Row>> rows() {
        if (isNew()) {
            return Optional.empty();
        }
        var folder = Published.find(settings.output(), Kind.TRANSLATIONS, hadoop());
        var rows = read(folder, Published.parts(settings.output(), Kind.TRANSLATIONS, hadoop()));
        if (rows.where(Translated.quoted(Rows.DIGEST).isNull()).limit(1).count() > 0) {
            throw new UserException(
                    "the output was not made by a run with translate.key",
                    settings.output(),
                    "Name another output, or set translate.overwrite=true to make it anew.");
        }
        return Optional.of(rows);
    }

    private boolean isNew() {
        return settings.overwrite() || !isThere();
    }

    private boolean isThere() {
        return Published.isMarked(TextFiles.path(settings.output()), Kind.TRANSLATIONS, hadoop());
    }

    private Dataset<Row> read(Path folder, Collection<Path> files) {
        var paths = files.stream().map(ParquetTable::literal).toList();
        return sink.read(spark, schema, folder.toString(), paths);
    }

    /** The rows that this run has written. */
    private Dataset<Row> written() {
        var folder = publication.directory();
        return read(
                folder, sink.partitions().isEmpty() || !publication.isAlone() ? publication.parts() : List.of(folder));
    }

    @Override
    public String version() {
        return isThere()
                ? Source.version(spark, sink.format(), settings.output()).orElse("")
                : "";
    }

    @Override
    public boolean publish(Plan plan, Dataset<Row> changes, Changes many, Runnable audit) {
        if (many.put() + many.deleted() > 0 || isNew()) {
            audit.run();
            sink.write(plan.whole(changes), publication.directory().toString(), publication.writeOptions());
            System.err.println("translate: publishes " + written().count() + " rows");
            publication.publish();
        }
        return true;
    }

    @Override
    public void close() {
        publication.close();
    }
}
