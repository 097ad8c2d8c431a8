package io.sparkseq2seq.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of text of a Parquet file, alone: for files with other columns that Spark cannot read. */
final class TextSchema {
    private TextSchema() {}

    /** Columns of strings, and structs of such. */
    static StructType of(FileStatus file, Configuration hadoop) {
        try (var reader = ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
            return texts(reader.getFooter().getFileMetaData().getSchema());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file.getPath(), e);
        }
    }

    private static StructType texts(GroupType group) {
        var texts = new StructType();
        for (var type : group.getFields()) {
            if (type.isRepetition(Type.Repetition.REPEATED)) {
                continue;
            }
            if (type.isPrimitive()) {
                if (LogicalTypeAnnotation.stringType().equals(type.getLogicalTypeAnnotation())) {
                    texts = texts.add(type.getName(), DataTypes.StringType);
                }
            } else if (type.getLogicalTypeAnnotation() == null) {
                var within = texts(type.asGroupType());
                texts = within.isEmpty() ? texts : texts.add(type.getName(), within);
            }
        }
        return texts;
    }
}
