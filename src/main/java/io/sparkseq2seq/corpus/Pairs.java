package io.sparkseq2seq.corpus;

import java.util.List;
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
record Pairs(Dataset<Row> rows, long count) {
    static final String ID = "id";
    static final String SOURCE = "source";
    static final String TARGET = "target";

    static final StructType SCHEMA = new StructType()
            .add(ID, DataTypes.LongType, false)
            .add(SOURCE, DataTypes.StringType)
            .add(TARGET, DataTypes.StringType);

    /** As a corpus stores them: token ids instead of text. */
    static final StructType ENCODED = new StructType()
            .add(ID, DataTypes.LongType, false)
            .add(SOURCE, DataTypes.createArrayType(DataTypes.IntegerType, false), false)
            .add(TARGET, DataTypes.createArrayType(DataTypes.IntegerType, false), false);

    /** A corpus's sets, in the order in which they are made. */
    static final List<String> SETS = List.of("train", "valid", "test");
}
