package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class DoctorCommandTest implements SparkTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return App.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void whatWillDoEndsWithZero(SparkSession spark) {
        assertThat(run("doctor")).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("doctor\n  ok    Java, driver ");
    }

    @Test
    void whatMustBeMendedEndsWithTwoAndALine(SparkSession spark) {
        assertThat(run("doctor", "--json", "translate.input=abfs://texts@account.example/new"))
                .isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"outcome\" : \"fail\"");
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("seq2seq: ").hasLineCount(1);
    }
}
