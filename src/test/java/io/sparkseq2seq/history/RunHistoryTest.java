package io.sparkseq2seq.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest implements SparkTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private RunHistory history;
    private TranslateSettings settings;

    @BeforeEach
    void open() {
        history = new RunHistory(folder.resolve("history").toString(), new Configuration());
        settings = Settings.load(
                        Optional.empty(),
                        List.of("translate.history=" + folder.resolve("history"), "translate.output=de"))
                .translate();
    }

    private static Run run(int minute, String output, double coreSeconds, double rate) throws IOException {
        var summary = new JobSummary("translate").put("rows", 100 * minute).put("failed", minute % 3);
        summary.section("cost").put("core seconds", coreSeconds).put("tokens per second a core", rate);
        return new Run(
                String.format(java.util.Locale.ROOT, "2026-01-01T00:%02d:00Z", minute),
                60,
                "done",
                0,
                "",
                "test",
                output,
                new ObjectMapper().readTree(summary.toJson()));
    }

    @Test
    void runsComeBackInTheOrderOfTheirStarts() throws IOException {
        var runs = new ArrayList<Run>();
        for (int minute : new int[] {3, 1, 2}) {
            runs.add(run(minute, "de", 20, 1000));
            history.add(runs.get(runs.size() - 1));
        }
        assertThat(history.last(10)).containsExactly(runs.get(1), runs.get(2), runs.get(0));
        assertThat(history.last(2)).containsExactly(runs.get(2), runs.get(0));
    }

    @Test
    void runsAtTheSameTimeLoseNothing() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        var writes = IntStream.range(0, 64)
                .<Callable<Void>>mapToObj(i -> () -> {
                    new RunHistory(folder.resolve("history").toString(), new Configuration())
                            .add(run(7, "de-" + i, 20, 1000));
                    return null;
                })
                .toList();
        for (var write : pool.invokeAll(writes)) {
            write.get();
        }
        pool.shutdown();
        assertThat(history.last(1000))
                .extracting(Run::output)
                .doesNotHaveDuplicates()
                .hasSize(64);
    }

    @Test
    void whatIsHalfWrittenOrNoRunIsLeftOut() throws IOException {
        assertThat(history.last(10)).isEmpty();
        history.add(run(1, "de", 20, 1000));
        var dir = folder.resolve("history");
        var whole = Files.list(dir)
                .filter(file -> file.toString().endsWith(".json"))
                .findFirst()
                .orElseThrow();
        Files.writeString(
                dir.resolve("run-20260101T000200.000Z-1.json"),
                Files.readString(whole).substring(0, 40));
        Files.writeString(dir.resolve("run-20260101T000300.000Z-1.json"), "{\"started\": \"yesterday\"}");
        Files.writeString(dir.resolve("run-20260101T000400.000Z-1.json"), "");
        Files.writeString(dir.resolve("notes.json"), "{}");
        assertThat(history.last(10)).hasSize(1);
    }

    @Test
    void aRunLessThanHalfAsFastAsTheLastOnesOfItsOutputSaysSo() throws IOException {
        var before = new ArrayList<Run>();
        for (int minute = 0; minute < 30; minute++) {
            // Other outputs, and runs that were over at once, are no measure.
            before.add(run(minute, "fr", 100, 9000));
            before.add(run(minute, "de", 1, 10));
            before.add(run(minute, "de", 100, minute < 20 ? 9000 : 1000 + minute));
        }
        assertThat(Comparison.slow(run(40, "de", 100, 520), before)).isEmpty();
        assertThat(Comparison.slow(run(40, "de", 100, 500), before)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("500 tokens/s a core, where the median of the last 10 runs is 1025"));
        assertThat(Comparison.slow(run(40, "de", 5, 500), before)).isEmpty();
        assertThat(Comparison.slow(run(40, "es", 100, 500), before)).isEmpty();
        assertThat(Comparison.slow(run(40, "de", 100, 500), before.subList(0, 6)))
                .isEmpty();
    }

    /** Tasks that count as translating ones do, the last of which takes longer. */
    private static JobSummary work(SparkSession spark) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var sentences = spark.sparkContext().longAccumulator("sentences translated");
        var tokens = spark.sparkContext().longAccumulator("target tokens");
        context.parallelize(List.of(1, 2, 3, 4, 5), 5).foreachPartition(numbers -> {
            Thread.sleep(TaskContext.getPartitionId() == 4 ? 1200 : 300);
            sentences.add(10);
            tokens.add(100);
        });
        // Those that translate nothing cost nothing.
        context.parallelize(List.of(1, 2), 2).foreach(number -> Thread.sleep(500));
        return new JobSummary("translate").put("outcome", "nothing new");
    }

    @Test
    void aRunTellsWhatItCost(SparkSession spark) {
        // The first tasks of a JVM take longer than others.
        JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(1, 2), 2)
                .foreachPartition(numbers -> {});
        var summary = MeasuredRun.of(spark, settings, () -> work(spark), none -> null, stream());
        var cost = summary.section("cost");
        assertThat(cost.get("tasks")).isEqualTo(5L);
        double seconds = (Double) cost.get("core seconds");
        assertThat(seconds).isBetween(2.4, 8.0);
        assertThat((Double) cost.get("tokens per second a core")).isCloseTo(500 / seconds, within(1e-6));
        assertThat((Double) cost.get("core seconds per million tokens")).isCloseTo(seconds * 2000, within(1e-3));
        assertThat((Double) cost.get("skew")).isGreaterThan(1.1);
        assertThat(cost.get("slowest task").toString()).contains("10 sentences, partition 4 on");
        assertThat(history.last(10)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo("nothing new");
            assertThat(run.figure("cost", "tasks")).isEqualTo(5);
        });
        assertThat(err.size()).isZero();
    }

    @Test
    void aRunThatFailsLeavesItsFileToo(SparkSession spark) {
        assertThatThrownBy(() -> MeasuredRun.of(
                        spark,
                        settings,
                        () -> {
                            throw new UserException("no", "way", "Go.");
                        },
                        error -> new MeasuredRun.Ending("failed", 2, error.getMessage()),
                        stream()))
                .isInstanceOf(UserException.class);
        assertThat(history.last(10)).singleElement().satisfies(run -> {
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.message()).isEqualTo("no (way). Go.");
        });
    }

    /** As Scala's code does. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> JobSummary sneak(Throwable checked) throws E {
        throw (E) checked;
    }

    @Test
    void aRunThatFailsWithACheckedExceptionLeavesItsFileToo(SparkSession spark) {
        var aborted = new SparkException("Job aborted");
        assertThatThrownBy(() -> MeasuredRun.of(
                        spark,
                        settings,
                        () -> RunHistoryTest.<RuntimeException>sneak(aborted),
                        error -> new MeasuredRun.Ending("failed", 1, error.getMessage()),
                        stream()))
                .isSameAs(aborted);
        assertThat(history.last(10)).singleElement().satisfies(run -> assertThat(run.message())
                .isEqualTo("Job aborted"));
    }

    @Test
    void noMoreOfTheHistoryIsReadThanARunIsComparedWith() throws IOException {
        for (int minute = 0; minute < 30; minute++) {
            history.add(run(minute, minute % 2 == 0 ? "de" : "fr", 100, 1000 + minute));
        }
        var looked = new ArrayList<Run>();
        var last = history.last(3, other -> {
            looked.add(other);
            return other.output().equals("de");
        });
        assertThat(last).extracting(Run::rate).containsExactly(1024.0, 1026.0, 1028.0);
        assertThat(looked).hasSize(6);
    }

    @Test
    void aRunWithoutARateReadsNoHistory(SparkSession spark) throws IOException {
        history.add(run(1, "de", 100, 1000));
        long before = bytesRead();
        MeasuredRun.of(spark, settings, () -> new JobSummary("translate"), none -> null, stream());
        assertThat(bytesRead()).isEqualTo(before);
        assertThat(history.last(10)).hasSize(2);
        assertThat(bytesRead()).isGreaterThan(before);
    }

    /** By this thread, through Hadoop. */
    private static long bytesRead() {
        return FileSystem.getAllStatistics().stream()
                .mapToLong(statistics -> statistics.getThreadStatistics().getBytesRead())
                .sum();
    }

    @Test
    void aHistoryThatCannotBeKeptFailsNoRun(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("history"), "a file");
        var summary = new JobSummary("translate");
        assertThat(MeasuredRun.of(spark, settings, () -> summary, none -> null, stream()))
                .isSameAs(summary);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the history cannot be kept");
    }

    private PrintStream stream() {
        return new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    @Test
    void thePageShowsRunsAndNeedsNothingElse() throws IOException {
        for (int minute = 1; minute < 20; minute++) {
            history.add(run(minute, "lake.<b>de</b>", 100, 900 + 20 * minute));
        }
        history.add(new Run(
                "2026-01-01T00:20:00Z",
                4,
                "refused",
                3,
                "20 % of the sentences \"failed\"",
                "test",
                "de",
                new ObjectMapper().createObjectNode()));
        var page = folder.resolve("history.html");
        assertThat(history.writePage(page.toString())).isEqualTo(20);
        var html = Files.readString(page);
        assertThat(html)
                .contains("refused (3)", "&quot;failed&quot;", "lake.&lt;b&gt;de", "<td>1,280</td>", "19 of 20")
                .doesNotContain("<script", "<link", "src=", "<b>");
        // Opened in a browser where there is no network, it is whole.
        assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    @Test
    void thePageShowsARunWhoseFileLacksItsOutput() throws IOException {
        Files.createDirectories(folder.resolve("history"));
        Files.writeString(
                folder.resolve("history/run-20260101T000100.000Z-1.json"),
                "{\"started\": \"2026-01-01T00:01:00Z\", \"outcome\": \"done\", \"summary\": {}}");
        var page = folder.resolve("history.html");
        assertThat(history.writePage(page.toString())).isEqualTo(1);
        assertThat(page).content().contains("2026-01-01 00:01:00", "1 of 1");
    }

    @Test
    void withoutRunsThereIsNoPage() {
        assertThatThrownBy(() -> history.writePage(folder.resolve("x.html").toString()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no history of runs");
    }

    @Test
    void theMedianIsThatOfAllTasksWithinAFewPercent() {
        var times = new TaskTimes();
        assertThat(times.median()).isZero();
        assertThat(times.skew()).isZero();
        for (int i = 1; i <= 10_001; i++) {
            times.add(new TaskTimes.Task(i, i / 100.0, 1, "a"));
        }
        assertThat(times.median()).isCloseTo(50.01, within(1.5));
        assertThat(times.skew()).isCloseTo(2, within(0.06));
        assertThat(times.slowest()).extracting(TaskTimes.Task::partition).containsExactly(10_001, 10_000, 9_999);
    }
}
