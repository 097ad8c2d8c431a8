package io.sparkseq2seq.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.trim;

import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * JSON, an object a line, in UTF-8. Spark's own reader takes a line with bytes that are no UTF-8 for none of JSON; here
 * such bytes become U+FFFD, as they do in text. The columns are those of all lines.
 */
final class JsonLines {
    private static final String CORRUPT = "_corrupt_record";
    private static final int QUOTED = 60;

    private JsonLines() {}

    /** @throws UserException when a line is no JSON, unless the reader's option {@code mode} says what to do then */
    static Dataset<Row> read(SparkSession reading, InputFiles files, FormatOptions options) {
        var lines = FileTable.whole(reading.read().format("text"), files)
                .option("lineSep", "\n")
                .load(files.literalRoots());
        var filled = lines.filter(trim(col("value"), " \t\r").notEqual(""));
        var given = new HashMap<>(options.readOptions());
        var mode = given.getOrDefault("mode", "");
        given.put("mode", mode.isEmpty() ? "PERMISSIVE" : mode);
        given.putIfAbsent("columnNameOfCorruptRecord", CORRUPT);
        var schema = reading.read()
                .options(given)
                .json(filled.select("value")
                        .as(Encoders.STRING())
                        .map((MapFunction<String, String>) JsonLines::text, Encoders.STRING()))
                .schema();
        if (mode.isEmpty()) {
            if (Arrays.asList(schema.fieldNames()).contains(CORRUPT)) {
                throw refused(filled, files);
            }
            given.put("mode", "FAILFAST");
        }
        var columns = new ArrayList<Column>();
        for (var field : schema.fieldNames()) {
            columns.add(col("record." + Names.quoted(field)).as(field));
        }
        for (var partition : lines.columns()) {
            if (!partition.equals("value")) {
                columns.add(TextColumn.top(partition));
            }
        }
        var records = new ArrayList<Column>(
                List.of(from_json(col("value"), schema, given).as("record")));
        Arrays.stream(lines.columns())
                .filter(name -> !name.equals("value"))
                .map(TextColumn::top)
                .forEach(records::add);
        return filled.select(records.toArray(Column[]::new)).select(columns.toArray(Column[]::new));
    }

    /** The bytes of a line become a text, in which none is out of place. */
    private static String text(String line) {
        return line;
    }

    private static UserException refused(Dataset<Row> lines, InputFiles files) {
        var corrupt = new StructType().add(CORRUPT, DataTypes.StringType);
        var options = new HashMap<String, String>();
        options.put("columnNameOfCorruptRecord", CORRUPT);
        var first = lines.select(
                        from_json(col("value"), corrupt, options)
                                .getField(CORRUPT)
                                .as("corrupt"),
                        lines.metadataColumn("_metadata").getField("file_path").as("file"))
                .filter("corrupt is not null")
                .head();
        var record = first.getString(0).strip().replaceAll("\\s+", " ");
        return new UserException(
                "a line is no JSON: " + record.substring(0, Math.min(QUOTED, record.length()))
                        + (record.length() > QUOTED ? "…" : ""),
                first.getString(1),
                "Mend it; where objects span lines, set multiline; to have nulls instead, give the reader of "
                        + files.path() + " the option mode=PERMISSIVE.");
    }
}
