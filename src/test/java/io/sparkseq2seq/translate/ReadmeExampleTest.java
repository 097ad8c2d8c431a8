package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java code: compiled as it stands there, and run with its paths in a folder of the test. */
class ReadmeExampleTest implements SparkTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theExampleTranslatesATable(SparkSession spark) throws Exception {
        SavedModel.write(folder.resolve("models/en-de"), 1);
        spark.sql("select * from values (1, 'Tom loves the dog'), (2, null) as texts(id, comment)")
                .write()
                .parquet(folder.resolve("lake/texts").toString());
        var readme = JAVA.matcher(Files.readString(Path.of("README.md")));
        assertThat(readme.find()).isTrue();
        run(readme.group(1).replace("hdfs:///", folder + "/"), spark);
        var rows = spark.read()
                .parquet(folder.resolve("lake/texts-de").toString())
                .orderBy("id")
                .select("comment", "german", "german_score", "german_status")
                .collectAsList();
        assertThat(rows.get(0).getString(1)).isNotEmpty();
        assertThat(rows.get(0).getDouble(2)).isNegative();
        assertThat(rows.get(1).isNullAt(1)).isTrue();
    }

    private void run(String code, SparkSession spark) throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(
                source,
                "import org.apache.spark.sql.*;\npublic class Example { public static void run(SparkSession spark) {\n"
                        + code + "}}\n");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(failed).isZero();
        try (var classes = new URLClassLoader(
                new java.net.URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            classes.loadClass("Example").getMethod("run", SparkSession.class).invoke(null, spark);
        }
    }
}
