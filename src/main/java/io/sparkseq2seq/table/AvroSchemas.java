package io.sparkseq2seq.table;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.TreeMap;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The schemas of Avro files. Spark takes that of any one of them, and what the others have besides would be left out
 * without a word.
 */
final class AvroSchemas {
    private static final String SCHEMA = "avroSchema";
    private static final int FILES_OF_TASK = 50;

    private AvroSchemas() {}

    /** @throws UserException when files have different ones, and no option tells which is to be read */
    static void check(SparkSession spark, DataFormat format, InputFiles files, FormatOptions options) {
        if (format != DataFormat.AVRO
                || options.readOptions().keySet().stream()
                        .anyMatch(name -> name.regionMatches(true, 0, SCHEMA, 0, SCHEMA.length()))) {
            return;
        }
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var hadoop = context.broadcast(
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
        var paths = new ArrayList<String>();
        files.files().forEach(file -> paths.add(file.getPath().toString()));
        var schemas = new TreeMap<String, String>();
        context.parallelize(paths, 1 + paths.size() / FILES_OF_TASK)
                .mapToPair(path -> new Tuple2<>(schema(path, hadoop.value()), path))
                .reduceByKey((one, other) -> one.compareTo(other) < 0 ? one : other)
                .collect()
                .forEach(found -> schemas.put(found._2, found._1));
        if (schemas.size() > 1) {
            var some = new ArrayList<>(schemas.keySet());
            throw new UserException(
                    "its files have different schemas: " + new Path(some.get(0)).getName() + " and "
                            + new Path(some.get(1)).getName(),
                    files.path(),
                    "Say which one holds for all by an option of the reader, such as avroSchemaUrl=PATH.");
        }
    }

    private static String schema(String path, SerializableConfiguration hadoop) {
        var file = new Path(path);
        try (var in = file.getFileSystem(hadoop.value()).open(file);
                var stream = new DataFileStream<>(in, new GenericDatumReader<GenericRecord>())) {
            return stream.getSchema().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }
}
