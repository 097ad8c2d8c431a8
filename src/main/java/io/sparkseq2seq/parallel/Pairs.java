package io.sparkseq2seq.parallel;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sentence pairs as they were read.
 *
 * @param rows {@code id: bigint, source: string, target: string}; the id is the pair's place in the input, from 0; a
 *     side is null where its line has no such column
 * @param count how many there are
 */
public record Pairs(Dataset<Row> rows, long count) {
    public static final String ID = "id";
    public static final String SOURCE = "source";
    public static final String TARGET = "target";

    public static final StructType SCHEMA = new StructType()
            .add(ID, DataTypes.LongType, false)
            .add(SOURCE, DataTypes.StringType)
            .add(TARGET, DataTypes.StringType);
}
