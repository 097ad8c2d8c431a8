package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.table.FileSink;
import io.sparkseq2seq.table.JobOutput;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.SharedDisk;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.table.TableSink;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** Where a translate job writes: a folder that is published, or a table of a catalog. */
interface TranslateOutput extends AutoCloseable {

    /**
     * Takes the output, before anything is read.
     *
     * @throws UserException when it is there and may not be replaced, or cannot be made
     */
    static TranslateOutput open(SparkSession spark, TranslateSettings settings) {
        if (settings.output().isEmpty()) {
            throw new UserException("translate.output is not set", "settings", "Say where the translations go.");
        }
        if (settings.format() == DataFormat.TEXT
                || settings.written() != DataFormat.TEXT
                || settings.columns().size() < 2) {
            return settings.written() == DataFormat.TABLE
                    ? new InTable(spark, settings)
                    : new InFolder(spark, settings);
        }
        throw new UserException(
                "lines of text hold one translation, and translate.columns has "
                        + settings.columns().size(),
                settings.output(),
                "Choose another translate.output-format, such as json.");
    }

    /**
     * Says what will be written, before any text is translated.
     *
     * @throws UserException when the output cannot hold it
     */
    void expect(StructType schema, Optional<Source> source);

    /**
     * Writes the rows, to be seen at {@link #publish}, or in a table at once.
     *
     * @param count of the rows
     */
    void write(Dataset<Row> rows, long count);

    /** A folder that only this run writes to, and that the next run finds as it was left. */
    Path workplace();

    /** Makes what was written the output. */
    void publish(JobSummary summary);

    /** @throws UserException when another run has taken the output over */
    void check();

    @Override
    void close();

    /** Files in a folder. */
    final class InFolder implements TranslateOutput {
        private final SparkSession spark;
        private final TranslateSettings settings;
        private final Publication output;
        private final boolean partitions;
        private FileSink sink;
        private StructType schema;

        InFolder(SparkSession spark, TranslateSettings settings) {
            this.spark = spark;
            this.settings = settings;
            var hadoop = spark.sparkContext().hadoopConfiguration();
            var wanted = JobOutput.of(spark, Kind.TRANSLATIONS, settings.output());
            this.output = Publication.open(
                    settings.format() == DataFormat.TABLE
                            ? wanted.reading(settings.model())
                            : wanted.reading(settings.input(), settings.model()),
                    settings.overwrite(),
                    hadoop);
            this.partitions = settings.partitioned() && settings.written() != DataFormat.TEXT;
        }

        @Override
        public void expect(StructType schema, Optional<Source> source) {
            this.schema = schema;
            List<String> columns =
                    partitions ? source.map(Source::partitionColumns).orElse(List.of()) : List.of();
            sink = new FileSink(settings.written(), settings.options(), columns);
            sink.check(schema, settings.output(), spark);
        }

        @Override
        public void write(Dataset<Row> rows, long count) {
            // Rows stay in their order: they are not sorted by the folders that they go to.
            rows.sparkSession().conf().set("spark.sql.maxConcurrentOutputFileWriters", 16);
            sink.write(rows, output.directory().toString(), output.writeOptions());
            var files = output.parts().stream().map(ParquetTable::literal).toList();
            SharedDisk.requireAll(count, sink.count(spark, schema, files), settings.output());
        }

        @Override
        public Path workplace() {
            return output.workplace();
        }

        @Override
        public void check() {
            output.check();
        }

        @Override
        public void publish(JobSummary summary) {
            output.text("_summary.json", summary.toJson() + "\n");
            output.publish();
        }

        @Override
        public void close() {
            output.close();
        }
    }

    /** A table of a catalog. Its lease lies in a folder that stands for it. */
    final class InTable implements TranslateOutput {
        private final SparkSession spark;
        private final TranslateSettings settings;
        private final Output job;
        private final Publication lease;
        private TableSink sink;

        InTable(SparkSession spark, TranslateSettings settings) {
            this.spark = spark;
            this.settings = settings;
            if (settings.format() == DataFormat.TABLE && name(settings.input()).equals(name(settings.output()))) {
                throw new UserException("the output is the input", settings.output(), "Name another output.");
            }
            this.job = JobOutput.of(
                    spark,
                    Kind.TRANSLATIONS,
                    Source.workplace(
                            spark, settings.output(), settings.incremental().work()));
            this.lease = Publication.claim(job, spark.sparkContext().hadoopConfiguration());
        }

        /** The one that stands for all names of a table. */
        private String name(String table) {
            return Source.workplace(spark, table, "/");
        }

        @Override
        public void expect(StructType schema, Optional<Source> source) {
            List<Transform> partitioning =
                    settings.partitioned() ? source.map(Source::partitioning).orElse(List.of()) : List.of();
            sink = TableSink.open(
                    spark,
                    settings.output(),
                    schema,
                    partitioning,
                    provider(source),
                    settings.options().writeOptions(),
                    settings.overwrite(),
                    job);
        }

        /** As the input's, where that is a table of the same catalog. */
        private String provider(Optional<Source> source) {
            var set = settings.options().provider();
            return set.isEmpty()
                    ? source.filter(table -> table.format() == DataFormat.TABLE)
                            .map(Source::provider)
                            .filter(provider -> !provider.equals("iceberg"))
                            .orElse("")
                    : set;
        }

        @Override
        public void write(Dataset<Row> rows, long count) {
            lease.check();
            sink.write(rows);
        }

        @Override
        public Path workplace() {
            return lease.workplace();
        }

        @Override
        public void check() {
            lease.check();
        }

        @Override
        public void publish(JobSummary summary) {
            // The rows are there since they were written.
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
