package io.sparkseq2seq.sql;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.Function1;
import scala.runtime.BoxedUnit;

/** Sessions over the tests' Spark that have extensions, as if its configuration named them. */
public final class ExtendedSession {
    private ExtendedSession() {}

    /** A new session with the functions and with others' extensions. */
    public static SparkSession open(SparkSession spark, String... others) {
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
        try {
            var builder = SparkSession.builder().withExtensions(new TranslateExtensions());
            for (var other : List.of(others)) {
                builder = builder.withExtensions(extension(other));
            }
            return builder.getOrCreate();
        } finally {
            SparkSession.setDefaultSession(spark);
            SparkSession.setActiveSession(spark);
        }
    }

    @SuppressWarnings("unchecked")
    private static Function1<SparkSessionExtensions, BoxedUnit> extension(String name) {
        try {
            return (Function1<SparkSessionExtensions, BoxedUnit>)
                    Class.forName(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
