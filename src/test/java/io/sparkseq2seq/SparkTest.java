package io.sparkseq2seq;

import io.sparkseq2seq.config.Secrets;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A test that runs on Spark: the one local session of the test JVM, as a parameter or from {@link #spark()}.
 *
 * <pre>{@code
 * class CountTest implements SparkTest {
 *     @Test
 *     void countsRows(SparkSession spark) { … }
 * }
 * }</pre>
 */
@ExtendWith(SparkTest.Session.class)
public interface SparkTest {
    /**
     * The session: two threads, few shuffle partitions, no web pages, Kryo, the serializer that asks more of classes,
     * Delta tables, and Iceberg's in the catalog {@code lake}.
     */
    static SparkSession spark() {
        return Session.SPARK;
    }

    /** Gives a test the session. */
    final class Session implements ParameterResolver {
        private static final SparkSession SPARK = start();

        private static SparkSession start() {
            var builder = SparkSession.builder();
            Secrets.redactions().forEach(builder::config);
            var spark = builder.master("local[2]")
                    .appName("tests")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.host", "localhost")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.shuffle.partitions", 3)
                    .config("spark.default.parallelism", 3)
                    .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                    .config("spark.kryo.registrator", KryoRecords.class.getName())
                    .config("spark.sql.warehouse.dir", "target/warehouse")
                    .config(
                            "spark.sql.extensions",
                            "io.delta.sql.DeltaSparkSessionExtension,"
                                    + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                    .config("spark.databricks.delta.snapshotPartitions", 1)
                    .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                    .config("spark.sql.catalog.lake.type", "hadoop")
                    .config("spark.sql.catalog.lake.warehouse", "target/warehouse/lake")
                    .config("spark.log.level", "WARN")
                    .getOrCreate();
            Runtime.getRuntime().addShutdownHook(new Thread(spark::stop));
            return spark;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SparkSession.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return SPARK;
        }
    }
}
