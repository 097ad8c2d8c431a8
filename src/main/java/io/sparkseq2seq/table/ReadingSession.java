package io.sparkseq2seq.table;

import org.apache.spark.sql.SparkSession;

/** The user's Spark session but for what would stop or change the reading of files. */
final class ReadingSession {
    private static final int ROWS_IN_MEMORY = 16;

    private ReadingSession() {}

    /** A session with the same settings, whose own settings may be changed. */
    static SparkSession of(SparkSession spark) {
        var reading = spark.newSession();
        spark.conf().getAll().foreach(setting -> {
            if (spark.conf().isModifiable(setting._1) || !setting._1.startsWith("spark.")) {
                reading.conf().set(setting._1, setting._2);
            }
            return null;
        });
        reading.conf().set("spark.sql.legacy.parquet.nanosAsLong", true);
        // Columns whose names differ in case only are two, as they are in the files.
        reading.conf().set("spark.sql.caseSensitive", true);
        // A line of CSV with too many or too few values is known by all of its columns.
        reading.conf().set("spark.sql.csv.parser.columnPruning.enabled", false);
        // Rows come in groups, each of which is in memory: of Spark's 4096 with a megabyte of text each no heap has
        // room.
        reading.conf().set("spark.sql.parquet.columnarReaderBatchSize", ROWS_IN_MEMORY);
        reading.conf().set("spark.sql.orc.columnarReaderBatchSize", ROWS_IN_MEMORY);
        // The readers that tell file and place of a row.
        reading.conf().set("spark.sql.sources.useV1SourceList", "avro,csv,json,orc,parquet,text");
        return reading;
    }
}
