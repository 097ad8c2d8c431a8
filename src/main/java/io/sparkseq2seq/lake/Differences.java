package io.sparkseq2seq.lake;

import static io.sparkseq2seq.lake.Translated.quoted;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unhex;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.TranslateSettings.Again;
import io.sparkseq2seq.translate.Identity;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the rows in which source and output differ. What is brought together by key are keys and digests alone, so that
 * a wide table costs no more than a narrow one. What comes out has the key, with {@link #KEY} before the names; what is
 * to be done; the digest of the source's row; and for each translation whether the output's stays.
 *
 * @param key columns that tell rows apart
 * @param columns that are translated
 * @param identity of model and settings
 * @param again which translations do not stay though their text is the same
 */
record Differences(List<String> key, List<Translated> columns, Identity identity, Again again) {
    static final String KEY = "__key_";
    static final String ACTION = "__action";
    /** An {@link #ACTION}: the row is new or changed. */
    static final String PUT = "put";
    /** An {@link #ACTION}: the source has the row no more. */
    static final String DELETE = "delete";
    /** Of the source's row. */
    static final String DIGEST = "__digest";
    /** Before the number of a translation. */
    static final String KEPT = "__kept_";

    private static final String SHA = "__sha256_";
    private static final String OLD = "__old_";
    private static final String OLD_SHA = "__old_sha256_";
    private static final String USABLE = "__usable_";

    /**
     * @param source with unique keys
     * @param deleting whether rows leave the output whose key the source has no more
     * @return a row for each key that differs
     */
    Dataset<Row> between(Dataset<Row> source, Dataset<Row> output, boolean deleting) {
        var same = key.stream()
                .map(name -> quoted(KEY + name).equalTo(quoted(OLD + name)))
                .reduce(Column::and)
                .orElseThrow();
        var joined = narrow(source).join(old(output), same, deleting ? "full_outer" : "left");
        var unchanged = coalesce(quoted(DIGEST).equalTo(quoted(OLD + Rows.DIGEST)), lit(false));
        for (int i = 0; i < columns.size(); i++) {
            unchanged = unchanged.and(kept(i));
        }
        var all = new ArrayList<Column>();
        for (var name : key) {
            var type = source.schema().apply(name).dataType();
            all.add(coalesce(quoted(KEY + name), quoted(OLD + name).cast(type)).as(KEY + name));
        }
        all.add(when(quoted(DIGEST).isNull(), lit(DELETE)).otherwise(lit(PUT)).as(ACTION));
        all.add(quoted(DIGEST));
        for (int i = 0; i < columns.size(); i++) {
            all.add(kept(i).as(KEPT + i));
        }
        return joined.where(not(unchanged))
                .select(all.toArray(Column[]::new))
                // Others may have put a row into the output twice.
                .dropDuplicates(key.stream().map(name -> KEY + name).toArray(String[]::new));
    }

    private Dataset<Row> narrow(Dataset<Row> source) {
        var all = new ArrayList<Column>();
        key.forEach(name -> all.add(quoted(name).as(KEY + name)));
        all.add(Rows.digest(source.schema()).as(DIGEST));
        for (int i = 0; i < columns.size(); i++) {
            all.add(unhex(Rows.sha256(columns.get(i).text())).as(SHA + i));
        }
        return source.select(all.toArray(Column[]::new));
    }

    private Dataset<Row> old(Dataset<Row> output) {
        var all = new ArrayList<Column>();
        key.forEach(name -> all.add(quoted(name).as(OLD + name)));
        all.add(quoted(Rows.DIGEST).as(OLD + Rows.DIGEST));
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            boolean isThere =
                    List.of(output.columns()).containsAll(List.of(column.status(), column.model(), column.sha256()));
            all.add((isThere ? usable(column) : lit(false)).as(USABLE + i));
            all.add((isThere ? unhex(quoted(column.sha256())) : lit(null).cast("binary")).as(OLD_SHA + i));
        }
        return output.select(all.toArray(Column[]::new));
    }

    /** Whether the output's translation may stay if its text is the same. */
    private Column usable(Translated column) {
        var isThere =
                quoted(Rows.DIGEST).isNotNull().and(quoted(column.status()).isNotNull());
        var hasNotFailed = quoted(column.status()).notEqual(Stage.FAILED);
        return switch (again) {
            case NONE -> isThere;
            case FAILED -> isThere.and(hasNotFailed);
            case CHANGED -> isThere.and(hasNotFailed).and(quoted(column.model()).eqNullSafe(identity.text()));
        };
    }

    private static Column kept(int i) {
        return coalesce(quoted(USABLE + i), lit(false)).and(quoted(SHA + i).eqNullSafe(quoted(OLD_SHA + i)));
    }
}
