package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.sum;

import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.ParquetTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Translations by content, on disk: a folder for each identity of model and settings, in it one for each run, in it
 * Parquet files that appear one by one as tasks end. What a run that was killed has finished serves the next one. Two
 * runs may well make the same translation, which is then the same, so that none has to know of the other.
 */
final class Stage {
    static final String SHA256 = "sha256";
    static final String TEXT = "text";
    static final String FAILED = Status.FAILED.word();
    static final String MISSING = Status.MISSING.word();
    static final StructType SCHEMA = schema();

    /** Where files are renamed, they appear when their tasks end, not all together when the job does. */
    private static final Map<String, String> EACH_TASK = Map.of(
            "mapreduce.fileoutputcommitter.algorithm.version", "2",
            "mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");

    private static final String COMMITS = "spark.sql.sources.commitProtocolClass";

    private final SparkSession spark;
    private final Path folder;
    private final Path own;

    /**
     * @param folder of all translations of one identity
     * @param run the name of this run's folder in it
     */
    Stage(SparkSession spark, Path folder, String run) {
        this.spark = spark;
        this.folder = folder;
        this.own = new Path(folder, run);
    }

    private static StructType schema() {
        var schema = new StructType().add(SHA256, DataTypes.StringType);
        for (var value : Translated.values().fields()) {
            schema = schema.add(value);
        }
        return schema.add("tokens", DataTypes.IntegerType);
    }

    /** All translations, each once. Failures of other runs do not count: what failed is tried once in each run. */
    Dataset<Row> translations(Optional<Dataset<Row>> more) {
        var all = read(parts(false)).where(col("status").notEqual(FAILED)).union(read(parts(true)));
        var values = all.drop("tokens");
        return more.map(values::unionByName).orElse(values).dropDuplicates(SHA256);
    }

    /** Mean of what this run has made; nothing where that is nothing. */
    Optional<Double> meanConfidence() {
        var mean = read(parts(true)).agg(avg("confidence")).head();
        return mean.isNullAt(0) ? Optional.empty() : Optional.of(mean.getDouble(0));
    }

    private Dataset<Row> read(List<Path> files) {
        return spark.read()
                .schema(SCHEMA)
                .parquet(files.stream().map(ParquetTable::literal).toArray(String[]::new));
    }

    private List<Path> parts(boolean ofThisRun) {
        try {
            var files = TextFiles.fileSystem(folder, spark.sparkContext().hadoopConfiguration());
            var parts = new ArrayList<Path>();
            if (files.exists(folder)) {
                for (FileStatus run : files.listStatus(folder)) {
                    if (run.isDirectory() && run.getPath().getName().equals(own.getName()) == ofThisRun) {
                        for (var part : files.listStatus(run.getPath())) {
                            if (part.isFile() && part.getPath().getName().startsWith("part-")) {
                                parts.add(part.getPath());
                            }
                        }
                    }
                }
            }
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }

    /** Adds translations, {@link #SCHEMA}, each partition's as soon as it is done. */
    void add(Dataset<Row> translations) {
        var conf = translations.sparkSession().conf();
        var before = conf.getOption(COMMITS);
        if (!Publication.renames(folder, spark.sparkContext().hadoopConfiguration())) {
            conf.set(COMMITS, StageFiles.class.getName());
        }
        try {
            translations.write().mode(SaveMode.Append).options(EACH_TASK).parquet(own.toString());
        } finally {
            if (before.isDefined()) {
                conf.set(COMMITS, before.get());
            } else {
                conf.unset(COMMITS);
            }
        }
    }

    /** Characters of all texts. */
    static long characters(Dataset<Row> texts) {
        var total = texts.agg(sum(length(col(TEXT)))).head();
        return total.isNullAt(0) ? 0 : total.getLong(0);
    }
}
