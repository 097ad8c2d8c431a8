package io.sparkseq2seq.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import scala.runtime.BoxedUnit;

/**
 * Adds the functions {@code translate_text} and {@code translate_text_info} to Spark SQL, wherever it is called from:
 * SQL, DataFrames, PySpark, R, dbt. Spark's own {@code translate} stays what it is.
 *
 * <pre>{@code
 * spark-sql --jars spark-seq2seq-cluster.jar \
 *     --conf spark.sql.extensions=io.sparkseq2seq.sql.TranslateExtensions \
 *     --conf spark.seq2seq.models.en-de=hdfs:///models/en-de
 *
 * SELECT id, translate_text(text, 'en-de') AS german FROM comments
 * }</pre>
 *
 * <p>{@link ModelCatalog} says how models are configured.
 */
public final class TranslateExtensions implements SparkSessionExtensionsProvider {

    /** Extends a session that is being built. */
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        TranslateFunctions.register();
        extensions.injectPreCBORule(session -> new BatchTranslations());
        extensions.injectPlannerStrategy(session -> new TranslateStrategy());
        return BoxedUnit.UNIT;
    }
}
