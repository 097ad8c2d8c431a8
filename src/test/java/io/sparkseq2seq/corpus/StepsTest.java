package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
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

    private static int slowly(int number) throws InterruptedException {
        Thread.sleep(300);
        return number;
    }
}
