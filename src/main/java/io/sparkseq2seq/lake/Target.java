package io.sparkseq2seq.lake;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An output that is brought up to date: one run at a time has it, from when it is opened until it is closed. */
sealed interface Target extends AutoCloseable permits TableTarget, FileTarget {

    /** A folder that only this run writes to, and that the next run finds as it was left. */
    Path workplace();

    /**
     * What the last run has made, with at least the columns that an output has; nothing where there is no output yet.
     */
    Optional<Dataset<Row>> rows();

    /** What changes whenever the output may have changed; empty where nothing tells. */
    String version();

    /**
     * Brings the output up to date, all at once or not at all.
     *
     * @param plan of what is to change
     * @param changes that the plan gave; they lie on disk
     * @param many how many those are
     * @param audit of the rows that are to be put, before readers see anything of them; it throws where they may not
     * @return whether it is done; not where another writer was faster
     */
    boolean publish(Plan plan, Dataset<Row> changes, Changes many, Runnable audit);

    @Override
    void close();

    /**
     * What a run did to an output.
     *
     * @param put rows that are new or changed
     * @param deleted rows that left
     */
    record Changes(long put, long deleted) {}
}
