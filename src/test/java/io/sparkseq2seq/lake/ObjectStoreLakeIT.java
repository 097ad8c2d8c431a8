package io.sparkseq2seq.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.cluster.ObjectStore;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.translate.TranslatorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The incremental job from S3 to S3, with the committers that are set there. */
class ObjectStoreLakeIT implements SparkTest {
    private static final int ROWS = 24;
    private static final int TASKS_THAT_END = 4;
    private static final AtomicInteger TRANSLATORS = new AtomicInteger();
    private static ObjectStore s3;
    private static SparkSession spark;

    /** Gives some translators, and then none. */
    private record Some(int translators) implements TranslatorSource {
        @Override
        public String fingerprint() {
            return "echo";
        }

        @Override
        public TextTranslator get() {
            if (TRANSLATORS.incrementAndGet() > translators) {
                throw new IllegalStateException("no more translators");
            }
            return EchoModel.translator();
        }
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        s3 = ObjectStore.start(Path.of("target/lake", UUID.randomUUID().toString()));
        spark = SparkTest.spark();
        s3.properties().forEach(spark.sparkContext().hadoopConfiguration()::set);
        spark.sparkContext().hadoopConfiguration().set("fs.s3a.committer.name", "magic");
        var cloud = "org.apache.spark.internal.io.cloud.";
        spark.conf().set("spark.sql.sources.commitProtocolClass", cloud + "PathOutputCommitProtocol");
        spark.conf().set("spark.sql.parquet.output.committer.class", cloud + "BindingParquetOutputCommitter");
    }

    @AfterAll
    static void stop() {
        if (s3 != null) {
            s3.close();
        }
    }

    private static JobSummary translate(String root, int translators) {
        TRANSLATORS.set(0);
        var settings = Settings.load(
                Optional.empty(),
                List.of(
                        "translate.format=parquet",
                        "translate.input=" + root + "/talk",
                        "translate.output=" + root + "/talk_de",
                        "translate.column=text",
                        "translate.key=[id]",
                        "translate.batch=2"));
        return LakeJob.run(spark, settings, new Some(translators));
    }

    private static void source(String root, int rows) {
        spark.range(0, rows, 1, 2)
                .selectExpr("id", "concat('Tom loves the dog ', id) as text", "if(id < 20, 'a', 'b x') as lang")
                .write()
                .mode("overwrite")
                .partitionBy("lang")
                .parquet(root + "/talk");
    }

    private static List<String> folders(String root) throws IOException {
        var output = new org.apache.hadoop.fs.Path(root + "/talk_de");
        var files = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
        return Arrays.stream(files.listStatus(output))
                .filter(status -> status.isDirectory())
                .map(status -> status.getPath().getName())
                .toList();
    }

    private static List<String> rows(String root) {
        return spark.read().parquet(root + "/talk_de").orderBy("id").collectAsList().stream()
                .map(row -> row.getAs("id") + " " + row.getAs("translation") + " " + row.getAs("lang"))
                .toList();
    }

    private static List<String> expected(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(id -> id + " Tom loves the dog " + id + (id < 20 ? " a" : " b x"))
                .toList();
    }

    @Test
    void whatEndedBeforeAKillIsNotTranslatedAgainAndNothingIsCopied() throws IOException {
        var root = ObjectStore.ROOT + "/" + UUID.randomUUID();
        source(root, ROWS);
        var before = s3.requests();
        assertThatThrownBy(() -> translate(root, TASKS_THAT_END)).hasStackTraceContaining("no more translators");
        var summary = translate(root, Integer.MAX_VALUE);
        assertThat((Long) summary.get("reused")).as(summary.toString()).isGreaterThanOrEqualTo(TASKS_THAT_END);
        assertThat((Long) summary.get("translated") + (Long) summary.get("reused"))
                .isEqualTo(ROWS);
        assertThat(rows(root)).isEqualTo(expected(ROWS));
        assertThat(s3.requests().copiesAfter(before)).isEmpty();
    }

    @Test
    void theOutputHasTheInputsPartitionsAndLosesThoseThatAreGone() throws IOException {
        var root = ObjectStore.ROOT + "/" + UUID.randomUUID();
        source(root, ROWS);
        translate(root, Integer.MAX_VALUE);
        assertThat(folders(root)).containsExactlyInAnyOrder("lang=a", "lang=b x");
        assertThat(rows(root)).isEqualTo(expected(ROWS));
        source(root, 20);
        var summary = translate(root, Integer.MAX_VALUE);
        assertThat(summary.get("deleted")).isEqualTo(ROWS - 20L);
        assertThat(summary.get("translated")).isEqualTo(0L);
        assertThat(folders(root)).containsExactly("lang=a");
        assertThat(rows(root)).isEqualTo(expected(20));
        assertThat(translate(root, 0).get("outcome")).isEqualTo("nothing new");
    }
}
