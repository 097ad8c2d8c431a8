package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.UserException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class FailureTest {
    private static final UserException MENDABLE = new UserException("no text", "a.txt", "Give some.");

    @Test
    void theUsersErrorIsFoundUnderWhatSparkWrapsAroundIt() {
        var failure = Failure.of(new SparkException("Job aborted", new RuntimeException("task failed", MENDABLE)));
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.message()).isEqualTo("no text (a.txt). Give some.");
    }

    @Test
    void theUsersErrorIsFoundInTheTextThatSparkQuotes() {
        var failure = Failure.of(new SparkException("Job aborted due to stage failure: Lost task 0.3 (executor 1): "
                + MENDABLE + "\n\tat a.b.C(C.java:1)"));
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.message()).isEqualTo("no text (a.txt). Give some.");
    }

    @Test
    void aBugKeepsItsStackTrace() {
        var printed = new ByteArrayOutputStream();
        int exitCode = Failure.of(new IllegalStateException("rows = -1")).print(new PrintStream(printed));
        assertThat(exitCode).isEqualTo(1);
        assertThat(printed.toString()).contains("bug", "rows = -1", "at io.sparkseq2seq.FailureTest");
    }

    @Test
    void fullMemoryNamesTheSettingToRaise() {
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).message())
                .contains("spark.memory");
        assertThat(Failure.of(new OutOfMemoryError("Physical memory usage is too high"))
                        .message())
                .contains("spark.off-heap");
    }
}
