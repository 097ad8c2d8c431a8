package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.Source;
import org.apache.spark.sql.SparkSession;

/**
 * A branch of an Iceberg table, which takes changes that readers of the table do not see until its main branch is moved
 * there: written, audited, published. The procedure is Iceberg's own, and needs its extensions of Spark's SQL.
 *
 * @param table its name
 * @param name of the branch; empty: changes go to the table at once
 */
record Branch(SparkSession spark, String table, String name) {
    private static final String MAIN = "main";

    boolean isUsed() {
        return !name.isEmpty();
    }

    /** What SQL writes to. */
    String target() {
        return isUsed() ? table + "." + Translated.sql("branch_" + name) : table;
    }

    /** Makes it anew, as the table is now; what a run has left in it that was refused is gone. */
    void begin() {
        if (isUsed()) {
            requireOurs();
            spark.sql("ALTER TABLE " + table + " DROP BRANCH IF EXISTS " + Translated.sql(name));
            spark.sql("ALTER TABLE " + table + " CREATE BRANCH " + Translated.sql(name));
        }
    }

    /** A branch may hold what others have committed: only one that this tool has made is made anew. */
    private void requireOurs() {
        var mark = "seq2seq.branch." + name;
        boolean isThere = !spark.sql("SELECT 1 FROM " + table + ".refs WHERE name = " + text(name))
                .isEmpty();
        boolean isOurs = spark.sql("SHOW TBLPROPERTIES " + table).collectAsList().stream()
                .anyMatch(property -> property.getString(0).equals(mark));
        if (isThere && !isOurs) {
            throw new UserException(
                    "the table has a branch " + name + ", which this tool has not made, and which would be replaced",
                    table,
                    "Set translate.incremental.branch to another name.");
        } else if (!isOurs) {
            spark.sql("ALTER TABLE " + table + " SET TBLPROPERTIES (" + text(mark) + " = 'made by spark-seq2seq')");
        }
    }

    /** Moves the table's main branch to it, unless others have moved that elsewhere. */
    void publish() {
        if (isUsed()) {
            spark.sql("CALL " + Translated.sql(catalog()) + ".system.fast_forward(table => " + text(table)
                    + ", branch => " + text(MAIN) + ", to => " + text(name) + ")");
        }
    }

    /** Whether {@link #publish} has found that others moved the main branch. */
    static boolean isOvertaken(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("is not an ancestor of")) {
                return true;
            }
        }
        return false;
    }

    private String catalog() {
        var first = Source.parts(spark, table).get(0);
        return spark.conf().get("spark.sql.catalog." + first, "").isEmpty()
                ? spark.catalog().currentCatalog()
                : first;
    }

    private static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
