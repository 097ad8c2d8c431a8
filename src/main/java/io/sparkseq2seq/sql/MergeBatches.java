package io.sparkseq2seq.sql;

import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Merges the batches of a stream into a table by key, for {@code foreachBatch}: rows whose key is there are updated,
 * others inserted. A batch that comes again after a crash changes nothing, so each row is in the table once. It needs a
 * table format that knows MERGE, such as Iceberg or Delta, whose table has the columns of the stream.
 *
 * <p>A batch is computed once: MERGE may read its source twice, which would translate it twice.
 *
 * <pre>{@code
 * spark.readStream().table("lake.db.comments")
 *         .selectExpr("id", "translate_text(text, 'en-de') AS german")
 *         .writeStream()
 *         .option("checkpointLocation", "hdfs:///checkpoints/german")
 *         .foreachBatch(new MergeBatches("lake.db.german", "id"))
 *         .start();
 * }</pre>
 */
public final class MergeBatches implements VoidFunction2<Dataset<Row>, Long> {
    private static final long serialVersionUID = 1;
    private static final String BATCH = "batch_to_merge";

    private final String table;
    private final List<String> key;

    /**
     * @param table its name as SQL has it
     * @param key columns that tell rows apart
     */
    public MergeBatches(String table, String... key) {
        this.table = table;
        this.key = List.of(key);
        if (this.key.isEmpty()) {
            throw new UserException("no column of the key is named", table, "Name those that tell rows apart.");
        }
    }

    /**
     * Merges a batch.
     *
     * @throws UserException when a key is in it twice or is null: what is to be in the table is not known then
     */
    @Override
    public void call(Dataset<Row> batch, Long id) {
        // On disk: lost with an executor, it is computed again.
        var rows = batch.persist(StorageLevel.DISK_ONLY());
        try {
            checkKeys(rows, id);
            rows.createOrReplaceTempView(BATCH);
            rows.sparkSession()
                    .sql("MERGE INTO " + table + " USING " + BATCH + " ON "
                            + key.stream()
                                    .map(column -> table + "." + quoted(column) + " = " + BATCH + "." + quoted(column))
                                    .collect(Collectors.joining(" AND "))
                            + " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");
        } finally {
            rows.sparkSession().catalog().dropTempView(BATCH);
            rows.unpersist();
        }
    }

    private void checkKeys(Dataset<Row> rows, Long id) {
        var columns = key.stream().map(MergeBatches::quoted).collect(Collectors.joining(", "));
        var missing = key.stream().map(column -> quoted(column) + " IS NULL").collect(Collectors.joining(" OR "));
        rows.createOrReplaceTempView(BATCH);
        var wrong = rows.sparkSession()
                .sql("SELECT " + columns + " FROM " + BATCH + " GROUP BY " + columns + " HAVING count(*) > 1 OR "
                        + missing + " LIMIT 1")
                .collectAsList();
        if (!wrong.isEmpty()) {
            throw new UserException(
                    "rows of batch " + id + " have the key " + wrong.get(0).mkString(", ")
                            + " more than once, or it is null",
                    table,
                    "Keep one row of each key in the stream.");
        }
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
