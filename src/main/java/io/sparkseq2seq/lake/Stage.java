package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.sum;

import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.table.JobOutput;
import io.sparkseq2seq.table.ParquetTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
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
    /** Of a text: whether it has bytes that are no UTF-8. */
    static final String DAMAGED = "damaged";

    static final String FAILED = Status.FAILED.word();
    static final String MISSING = Status.MISSING.word();
    static final StructType SCHEMA = schema();

    private static final String WANTED = "__wanted";
    private static final long BYTES_OF_PART = 128L << 20;

    private static final Map<String, String> UNMARKED =
            Map.of("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
    /** Where files are renamed, they appear when their tasks end, not all together when the job does. */
    private static final Map<String, String> EACH_TASK = Map.of("mapreduce.fileoutputcommitter.algorithm.version", "2");

    private static final String COMMITS = "spark.sql.sources.commitProtocolClass";

    private final SparkSession spark;
    private final Path folder;
    private final Path own;
    private final StagedRuns files;

    /**
     * @param folder of all translations of one identity
     * @param run the name of this run's folder in it
     */
    Stage(SparkSession spark, Path folder, String run) {
        this.spark = spark;
        this.folder = folder;
        this.own = new Path(folder, run);
        this.files = new StagedRuns(folder, spark.sparkContext().hadoopConfiguration());
    }

    private static StructType schema() {
        var schema = new StructType().add(SHA256, DataTypes.StringType);
        for (var value : Translated.values().fields()) {
            schema = schema.add(value);
        }
        return schema.add("tokens", DataTypes.IntegerType);
    }

    /**
     * Translations of some texts, each once. Failures of other runs do not count: what failed is tried once in each
     * run.
     *
     * @param more further translations, with repetitions
     * @param texts by {@code sha256}; they lie on disk
     */
    Dataset<Row> translations(Optional<Dataset<Row>> more, Dataset<Row> texts) {
        var all = read(parts(false))
                .where(col("status").notEqual(FAILED))
                .union(read(parts(true)))
                .drop("tokens");
        var wanted = texts.select(col(SHA256).as(WANTED));
        var sha = new Column[] {col(SHA256)};
        return Sieve.of(more.map(all::unionByName).orElse(all), sha, wanted, new Column[] {col(WANTED)})
                .join(wanted, col(SHA256).equalTo(col(WANTED)), "left_semi")
                .dropDuplicates(SHA256);
    }

    /**
     * Those and what this run has made.
     *
     * @param found translations by {@code sha256}
     */
    Dataset<Row> with(Dataset<Row> found) {
        return found.unionByName(read(parts(true)).drop("tokens")).dropDuplicates(SHA256);
    }

    /** No translations, in the same columns. */
    Dataset<Row> none() {
        return read(List.of()).drop("tokens");
    }

    /** Mean of what this run has made; nothing where that is nothing. */
    Optional<Double> meanConfidence() {
        var mean = read(parts(true)).agg(avg("confidence")).head();
        return mean.isNullAt(0) ? Optional.empty() : Optional.of(mean.getDouble(0));
    }

    private Dataset<Row> read(List<Path> files) {
        if (files.isEmpty()) {
            return spark.createDataFrame(List.of(), SCHEMA);
        }
        return spark.read()
                .schema(SCHEMA)
                // Another run may have put them together; what is not there is made again.
                .option("ignoreMissingFiles", "true")
                .parquet(files.stream().map(ParquetTable::literal).toArray(String[]::new));
    }

    private List<Path> parts(boolean ofThisRun) {
        return parts(files.runs().stream().filter(run -> run.folder().getName().equals(own.getName()) == ofThisRun));
    }

    private static List<Path> parts(Stream<StagedRuns.Run> runs) {
        return runs.flatMap(run -> run.parts().stream())
                .map(FileStatus::getPath)
                .toList();
    }

    /** As {@link StagedRuns#putsAside}. */
    boolean putsAside(Throwable thrown) {
        return files.putsAside(thrown);
    }

    /** As {@link StagedRuns#hasLost}. */
    boolean hasLost(Throwable thrown) {
        return files.hasLost(thrown);
    }

    /**
     * Says that this run adds no more, and puts the files of runs that have ended together where they are many.
     *
     * @param many how many files that is
     */
    void end(int many) {
        files.end(own);
        if (parts(files.ended().stream()).size() <= many) {
            return;
        }
        var lease = JobOutput.of(spark, Kind.TRANSLATIONS, new Path(folder, "compacting").toString());
        try (var held = Publication.claim(lease, spark.sparkContext().hadoopConfiguration())) {
            var ended = files.ended();
            var together = together(ended);
            held.check();
            files.end(together);
            ended.forEach(files::delete);
        } catch (Exception e) {
            // Another run is at it, or a file is damaged: the output is published, and the next run tries again.
            System.err.println("translate: the files of " + folder + " stay as they are: " + e.getMessage());
        }
    }

    private Path together(List<StagedRuns.Run> runs) {
        var folder = new Path(this.folder, "run-" + UUID.randomUUID());
        long bytes = runs.stream()
                .flatMap(run -> run.parts().stream())
                .mapToLong(FileStatus::getLen)
                .sum();
        read(parts(runs.stream()))
                .where(col("status").notEqual(FAILED))
                .dropDuplicates(SHA256)
                .repartition((int) (1 + bytes / BYTES_OF_PART), col(SHA256))
                .write()
                .options(UNMARKED)
                .parquet(folder.toString());
        return folder;
    }

    /** Adds translations, {@link #SCHEMA}, each partition's as soon as it is done. */
    void add(Dataset<Row> translations) {
        var conf = translations.sparkSession().conf();
        var before = conf.getOption(COMMITS);
        if (!Publication.renames(folder, spark.sparkContext().hadoopConfiguration())) {
            conf.set(COMMITS, StageFiles.class.getName());
        }
        try {
            translations
                    .write()
                    .mode(SaveMode.Append)
                    .options(UNMARKED)
                    .options(EACH_TASK)
                    .parquet(own.toString());
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
