package io.sparkseq2seq;

import io.sparkseq2seq.config.Release;
import io.sparkseq2seq.config.UserException;
import picocli.CommandLine.IVersionProvider;

/** The versions that {@code --version} shows: ours, Spark's and Java's. */
final class Version implements IVersionProvider {
    /**
     * Checks the Spark and the Scala that run, before any of their classes is met that may have changed.
     *
     * @throws UserException when they are others than those of the build
     */
    static void check() {
        check(spark(), scala.util.Properties$.MODULE$.versionNumberString());
    }

    static void check(String spark, String scala) {
        if (!spark.startsWith("3.5.") || !scala.startsWith("2.12.")) {
            throw new UserException(
                    "this is Spark " + spark + " for Scala " + scala
                            + ", and the tool is built for Spark 3.5 and Scala 2.12",
                    "Spark",
                    "Set SPARK_HOME to a Spark 3.5 for Scala 2.12.");
        }
    }

    private static String spark() {
        return org.apache.spark.package$.MODULE$.SPARK_VERSION();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"spark-seq2seq " + Release.version(), "Spark " + spark(), "Java " + Runtime.version()};
    }
}
