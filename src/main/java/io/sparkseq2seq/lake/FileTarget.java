package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.table.ParquetTable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A folder of files. They do not change one by one: the whole output is written anew beside the old one and published,
 * with the translations of the old one where they stay.
 */
final class FileTarget implements Target {
    private final SparkSession spark;
    private final String path;
    private final String format;
    private final List<String> partitions;
    private final StructType schema;
    private final boolean afresh;
    private final Publication publication;

    /**
     * Takes the output.
     *
     * @param format of its files, a name of Spark's
     * @param partitions columns that become folders
     * @param schema of the output
     * @param afresh whether an output that is there counts for nothing, and is replaced
     */
    FileTarget(
            SparkSession spark,
            Output output,
            String format,
            List<String> partitions,
            StructType schema,
            boolean afresh) {
        this.spark = spark;
        this.path = output.target();
        this.format = format;
        this.partitions = partitions;
        this.schema = schema;
        this.afresh = afresh;
        this.publication = Publication.claim(output, spark.sparkContext().hadoopConfiguration());
        try {
            publication.admit(true);
        } catch (RuntimeException e) {
            publication.close();
            throw e;
        }
    }

    @Override
    public Path workplace() {
        return publication.workplace();
    }

    private List<Path> parts() {
        return Published.parts(path, Kind.TRANSLATIONS, spark.sparkContext().hadoopConfiguration());
    }

    @Override
    public Optional<Dataset<Row>> rows() {
        var parts = afresh ? List.<Path>of() : parts();
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        var folder =
                Published.find(path, Kind.TRANSLATIONS, spark.sparkContext().hadoopConfiguration());
        var files = parts.stream().map(ParquetTable::literal).toArray(String[]::new);
        var reader = spark.read().format(format).option("basePath", folder.toString());
        if (!List.of(reader.load(files[0]).columns()).contains(Rows.DIGEST)) {
            throw new UserException(
                    "the output was not made by a run with translate.key",
                    path,
                    "Name another output, or set translate.overwrite=true to make it anew.");
        }
        return Optional.of(reader.schema(schema).load(files));
    }

    @Override
    public String version() {
        return afresh
                ? ""
                : String.join("\n", parts().stream().map(Path::toString).toList());
    }

    @Override
    public Optional<Changes> publish(Plan plan, Dataset<Row> stage, boolean deleting) {
        var changed = plan.changes(stage, deleting)
                .agg(
                        sum(col(Plan.ACTION).equalTo(Plan.PUT).cast("bigint")),
                        sum(col(Plan.ACTION).equalTo(Plan.DELETE).cast("bigint")),
                        sum(plan.untranslated()
                                .and(col(Plan.ACTION).equalTo(Plan.PUT))
                                .cast("bigint")))
                .head();
        if (number(changed, 2) > 0) {
            return Optional.empty();
        }
        var changes = new Changes(number(changed, 0), number(changed, 1));
        if (changes.put() + changes.deleted() > 0 || rows().isEmpty()) {
            plan.whole(stage, deleting)
                    .write()
                    .format(format)
                    .mode(SaveMode.Append)
                    .partitionBy(partitions.toArray(String[]::new))
                    .options(publication.writeOptions())
                    .save(publication.directory().toString());
            var written = spark.read()
                    .format(format)
                    .schema(schema)
                    .option("basePath", publication.directory().toString())
                    .load(publication.parts().stream()
                            .map(ParquetTable::literal)
                            .toArray(String[]::new))
                    .agg(count(lit(1)), sum(plan.untranslated().cast("bigint")))
                    .head();
            if (number(written, 1) > 0) {
                throw new UserException(
                        "the input changed while it was read", path, "Run the job again when nobody writes the input.");
            }
            System.err.println("translate: publishes " + number(written, 0) + " rows");
            publication.publish();
        }
        return Optional.of(changes);
    }

    private static long number(Row row, int i) {
        return row.isNullAt(i) ? 0 : row.getLong(i);
    }

    @Override
    public void close() {
        publication.close();
    }
}
