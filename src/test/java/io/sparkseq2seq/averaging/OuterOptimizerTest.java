package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.TrainSettings.Averaging;
import io.sparkseq2seq.config.TrainSettings.Outer;
import io.sparkseq2seq.config.TrainSettings.Transfer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class OuterOptimizerTest {
    @Test
    void noneTakesTheMean() {
        assertThat(afterTwoRounds(Outer.NONE, 1, 0.5)).isCloseTo(3, Offset.offset(1e-6));
    }

    @Test
    void withoutMomentumAndAtRateOneAllAreTheMean() {
        assertThat(afterTwoRounds(Outer.MOMENTUM, 1, 0)).isCloseTo(3, Offset.offset(1e-6));
        assertThat(afterTwoRounds(Outer.NESTEROV, 1, 0)).isCloseTo(3, Offset.offset(1e-6));
    }

    @Test
    void momentumGoesOnInTheWayOfTheRoundsBefore() {
        // Δ: 0.5, then 0.8 · 0.5 + 0.5
        assertThat(afterTwoRounds(Outer.MOMENTUM, 0.5, 0.8)).isCloseTo(1 + 0.5 + 0.9, Offset.offset(1e-6));
    }

    @Test
    void nesterovLooksAhead() {
        assertThat(afterTwoRounds(Outer.NESTEROV, 0.5, 0.8))
                .isCloseTo(1 + (0.5 + 0.8 * 0.5) + (0.5 + 0.8 * 0.9), Offset.offset(1e-6));
    }

    /** From 1 on, where the workers' mean is each time 1 further than the round's start; three numbers in two parts. */
    private static double afterTwoRounds(Outer outer, double rate, double momentum) {
        var parameters = new float[] {1, 1, 1};
        var optimizer = OuterOptimizer.of(
                new Averaging(20, 1, 0, outer, rate, momentum, Transfer.F32), Nd4j.create(parameters));
        for (int round = 0; round < 2; round++) {
            var first = new float[] {parameters[0] + 1, parameters[1] + 1};
            optimizer.step(parameters, first, 2, 0);
            var last = new float[] {parameters[2] + 1};
            optimizer.step(new float[] {parameters[2]}, last, 1, 2);
            parameters = new float[] {first[0], first[1], last[0]};
        }
        assertThat(parameters).containsOnly(parameters[0]);
        return parameters[0];
    }
}
