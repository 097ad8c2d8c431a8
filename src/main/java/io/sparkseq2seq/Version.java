package io.sparkseq2seq;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that {@code --version} shows: ours, Spark's and Java's. */
final class Version implements IVersionProvider {
    /** Ours, as in {@code pom.xml}. */
    static String ours() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("version.properties", e);
        }
        return properties.getProperty("version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "spark-seq2seq " + ours(),
            "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            "Java " + Runtime.version()
        };
    }
}
