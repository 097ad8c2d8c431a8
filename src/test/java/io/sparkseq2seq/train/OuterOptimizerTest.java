package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.TrainSettings.Averaging;
import io.sparkseq2seq.config.TrainSettings.Outer;
import io.sparkseq2seq.config.TrainSettings.Transfer;
import java.util.function.DoubleUnaryOperator;
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

    /**
     * From 1 on, where the workers' mean is each time 1 further than the round's start; three numbers in two shares.
     */
    private static double afterTwoRounds(Outer outer, double rate, double momentum) {
        DoubleUnaryOperator workers = start -> start + 1;
        var parameters = Nd4j.ones(1, 3);
        var optimizer = OuterOptimizer.of(new Averaging(20, 1, 0, outer, rate, momentum, Transfer.F32), parameters);
        for (int round = 0; round < 2; round++) {
            for (int number = 0; number < 2; number++) {
                var share = Floats.view(parameters, number, 2);
                var start = share.dup();
                share.assign(workers.applyAsDouble(start.getDouble(0)));
                optimizer.step(start, share, number, 2);
            }
        }
        assertThat(parameters.minNumber()).isEqualTo(parameters.maxNumber());
        return parameters.getDouble(0);
    }
}
