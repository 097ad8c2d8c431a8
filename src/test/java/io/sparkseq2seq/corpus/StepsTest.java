package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.parallel.Pairs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class StepsTest implements SparkTest {
    @Test
    void aStepThatTakesLongShowsHowFarItIs() {
        var context = SparkTest.spark().sparkContext();
        var out = new ByteArrayOutputStream();
        try (var steps = new Steps(new PrintStream(out, true), context.statusTracker(), Duration.ofMillis(50))) {
            steps.begin("slow");
            long count = JavaSparkContext.fromSparkContext(context)
                    .parallelize(List.of(1, 2, 3, 4), 4)
                    .map(StepsTest::slowly)
                    .count();
            steps.done(count, "numbers");
            assertThat(steps.list()).singleElement().satisfies(step -> {
                assertThat(step.name()).isEqualTo("slow");
                assertThat(step.count()).isEqualTo(4);
                assertThat(step.seconds()).isGreaterThan(0.5);
            });
        }
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSizeGreaterThan(2);
        assertThat(lines.get(0)).matches("preprocess  slow +[0-4] of 4 tasks of this stage, \\d+ s so far");
        assertThat(lines.get(lines.size() - 1)).matches("preprocess  slow +4 numbers +[\\d.]+ s");
    }

    /** Each takes its own time, though what the first has left is known only when the second is done. */
    @Test
    void aStepThatGoesOnInTheNextIsToldWithItsOwnTime() {
        var out = new ByteArrayOutputStream();
        var tracker = SparkTest.spark().sparkContext().statusTracker();
        var now = new AtomicLong(1_000);
        try (var steps = new Steps(new PrintStream(out, true), tracker, Duration.ofMinutes(10), now::get)) {
            steps.begin("first");
            now.addAndGet(2_000_000_000L);
            var first = steps.goOn("second");
            assertThat(steps.list()).isEmpty();
            now.addAndGet(500_000_000L);
            first.accept(7);
            steps.done(5, "links");
            assertThat(steps.list())
                    .extracting(Manifest.Step::name, Manifest.Step::count, Manifest.Step::unit, Manifest.Step::seconds)
                    .containsExactly(tuple("first", 7L, "pairs", 2.0), tuple("second", 5L, "links", 0.5));
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("preprocess  first +7 pairs +2\\.0 s"),
                        line -> assertThat(line).matches("preprocess  second +5 links +0\\.5 s"));
    }

    /** Else all the time of judging would be that of the step which only asks for the pairs. */
    @Test
    void pairsAreJudgedInTheirStepAlsoWhereTheSessionRunsAllAtOnce() {
        var user = SparkTest.spark().cloneSession();
        user.conf().set("spark.sql.adaptive.enabled", false);
        var judged = user.sparkContext().longAccumulator("judged");
        var own = PreprocessJob.own(user);
        var judge = udf(
                        (UDF1<Long, String>) id -> {
                            judged.add(1);
                            return id == 3 ? "odd" : null;
                        },
                        DataTypes.StringType)
                .asNondeterministic();
        var pairs = own.range(10)
                .withColumn(Pairs.SOURCE, lit("a"))
                .withColumn(Pairs.TARGET, lit("b"))
                .withColumn(Rejections.REASON, judge.apply(col(Pairs.ID)))
                .withColumn(Rejections.OF, Rejections.NO_OTHER);
        var distinct = Distinct.of(pairs, 10);
        assertThat(judged.value()).isEqualTo(10);
        assertThat(distinct.tally().reasons().kept()).isEqualTo(1);
        distinct.release();
        assertThat(user.conf().get("spark.sql.adaptive.enabled")).isEqualTo("false");
    }

    private static int slowly(int number) throws InterruptedException {
        Thread.sleep(300);
        return number;
    }
}
