package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundResultTest {
    @ParameterizedTest
    @CsvSource({
        // As many slots as workers, or more: the others wait for the slowest.
        "3 5, 2, 6, 4, 1, 1",
        "3 5 4, 16, 6, 4, 1, 1",
        // Fewer: who is free takes the next, so that slots are busy for 3 + 4 and 5 + 1 seconds.
        "3 5 4 1, 2, 8, 6.5, 0.5, 1",
        "3 5 4, 1, 13, 12, 0, 1",
        "0 0, 2, 1, 0, 0, 1",
    })
    void timeIsComputingWaitingOrAveraging(
            String seconds, int slots, double all, double computing, double waiting, double averaging) {
        var each = Arrays.stream(seconds.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        var reports = IntStream.range(0, each.length)
                .mapToObj(i -> WorkerReport.of(i, 10, 100, 5, 1, 250, i, each[i]))
                .toList();
        var round = RoundResult.of(2, 3, 4, 15, 0.001, all, slots, reports);
        assertThat(round.computing()).isEqualTo(computing, Offset.offset(1e-9));
        assertThat(round.waiting()).isEqualTo(waiting, Offset.offset(1e-9));
        assertThat(round.averaging()).isEqualTo(averaging, Offset.offset(1e-9));
        assertThat(round.loss()).isEqualTo(2.5);
        assertThat(round.batches()).isEqualTo(6 * each.length);
        assertThat(round.skipped()).isEqualTo(each.length);
        assertThat(round.gradientNorm()).isEqualTo(each.length - 1);
        assertThat(round.tokensPerSecond()).isEqualTo(100 * each.length / all);
    }
}
