package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.translate.SavedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/spark.md} shows, run as it stands there with its paths in a folder of the test. */
class SparkDocumentTest implements SparkTest {
    private static final Path DOCUMENT = Path.of("docs/spark.md");

    @TempDir
    Path folder;

    @BeforeEach
    void saveModels() {
        SavedModel.write(folder.resolve("models/en-de"), 1);
        SavedModel.write(folder.resolve("models/de-fr"), 2);
    }

    private String here(String code) {
        return code.replace("hdfs:///", folder + "/");
    }

    /** By the classes that {@code spark-shell} starts, which a configuration alone extends. */
    @Test
    void theSnippetsRunInSparkShell() throws Exception {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/1.json"), "{\"id\":1,\"text\":\"Tom\"}\n");
        var commands = new ArrayList<String>();
        for (var table : List.of("comments", "lake.db.comments")) {
            commands.add("CREATE TABLE " + table + " (id INT, text STRING, german STRING) USING "
                    + (table.contains("lake") ? "iceberg" : "parquet"));
            commands.add("INSERT INTO " + table
                    + " VALUES (1, 'Tom loves the dog', NULL), (2, NULL, NULL), (3, 'the dog', 'der Hund')");
        }
        commands.add("CREATE TABLE lake.db.german (id INT, german STRING) USING iceberg");
        commands.replaceAll(SparkDocumentTest::sql);
        var snippets = DocumentSnippets.of(DOCUMENT);
        int shown = 0;
        for (var snippet : snippets.all()) {
            switch (snippet.language()) {
                case "sql" -> commands.add(sql(snippet.code()));
                case "scala" -> commands.add(snippet.code());
                    // The Python of the document is Scala but for the declaration.
                case "python" -> commands.add("val " + snippet.code());
                default -> {
                    continue;
                }
            }
            shown++;
        }
        commands.add(sql("SELECT count(german) AS german_of_view FROM german_comments"));
        commands.add(sql("SELECT count(german) AS german_of_files FROM parquet.`hdfs:///lake/german`"));
        commands.add(sql("SELECT count(german) AS german_of_stream FROM parquet.`hdfs:///out`"));
        commands.add(sql("SELECT count(german) AS german_of_iceberg FROM lake.db.german"));
        var out = shell(commands);
        assertThat(shown).isGreaterThanOrEqualTo(8);
        assertThat(out).doesNotContain("error:", "Exception");
        assertThat(out).containsPattern("german_of_view\\|\\s*\\+-+\\+\\s*\\|2 ");
        assertThat(out).containsPattern("german_of_files\\|\\s*\\+-+\\+\\s*\\|2 ");
        assertThat(out).containsPattern("german_of_stream\\|\\s*\\+-+\\+\\s*\\|1 ");
        assertThat(out).containsPattern("german_of_iceberg\\|\\s*\\+-+\\+\\s*\\|2 ");
    }

    private static String sql(String query) {
        return "spark.sql(\"\"\"" + query.strip() + "\"\"\").show(5, false)\n";
    }

    private String shell(List<String> commands) throws Exception {
        var input = new StringBuilder();
        for (int i = 0; i < commands.size(); i++) {
            var file = Files.writeString(folder.resolve("snippet" + i + ".scala"), here(commands.get(i)));
            input.append(":paste ").append(file).append('\n');
        }
        input.append(":quit\n");
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/java-options",
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-Dscala.usejavacp=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.apache.spark.deploy.SparkSubmit",
                "--class",
                "org.apache.spark.repl.Main",
                "--master",
                "local[2]"));
        for (var property : configuration()) {
            line.addAll(List.of("--conf", property));
        }
        line.add("spark-shell");
        var builder = new ProcessBuilder(line)
                .redirectInput(
                        Files.writeString(folder.resolve("commands"), input).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shell.out").toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        var process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(folder.resolve("shell.out"))).isTrue();
        return Files.readString(folder.resolve("shell.out"));
    }

    /** That of the document, and what the session needs besides. */
    private List<String> configuration() throws Exception {
        var all = new ArrayList<String>();
        for (var property : here(DocumentSnippets.of(DOCUMENT).of("properties").get(0))
                .lines()
                .toList()) {
            var parts = property.split("\\s+", 2);
            all.add(parts[0] + "=" + parts[1]
                    + (parts[0].equals("spark.sql.extensions")
                            ? ",org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
                            : ""));
        }
        all.addAll(List.of(
                "spark.ui.enabled=false",
                "spark.driver.host=localhost",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.sql.catalogImplementation=in-memory",
                "spark.sql.warehouse.dir=" + folder.resolve("warehouse"),
                "spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog",
                "spark.sql.catalog.lake.type=hadoop",
                "spark.sql.catalog.lake.cache-enabled=false",
                "spark.sql.catalog.lake.warehouse=" + folder.resolve("lake-of-tables"),
                "spark.sql.shuffle.partitions=2"));
        return all;
    }

    @Test
    void thePipelineAndTheTranslatorRun(SparkSession spark) throws Exception {
        spark.sql("select * from values (1, 'Tom loves the dog'), (2, null) as texts(id, text)")
                .createOrReplaceTempView("comments");
        int number = 0;
        for (var code : DocumentSnippets.of(DOCUMENT).of("java")) {
            DocumentSnippets.run(here(code), spark, folder, "Snippet" + number++);
        }
        assertThat(number).isEqualTo(2);
        var french = spark.read().parquet(folder.resolve("lake/french").toString());
        assertThat(french.columns()).contains("german_score", "french", "french_status");
        assertThat(french.orderBy("id").collectAsList().get(0).<String>getAs("french"))
                .isNotEmpty();
        spark.catalog().dropTempView("comments");
    }
}
