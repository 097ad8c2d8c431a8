package io.sparkseq2seq.config;

/** What a table is stored as. */
public enum DataFormat {
    /** Lines of text. */
    TEXT,
    /** Parquet files. */
    PARQUET,
    /** ORC files. */
    ORC,
    /** JSON, an object a line. */
    JSON,
    /** Values between separators. */
    CSV,
    /** Avro files, by Spark's module for them. */
    AVRO,
    /** A table by its name in a catalog: Iceberg, Delta, or one of Spark's own. */
    TABLE
}
