package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.Settings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final double NOT_VALIDATED = Double.NaN;

    /** Epochs 1, 2, … with these BLEUs. */
    private static History history(double... bleu) {
        var history =
                History.empty(Settings.load(Optional.empty(), List.of()).train().valid());
        for (int i = 0; i < bleu.length; i++) {
            double loss = Double.isNaN(bleu[i]) ? Double.NaN : 100 - bleu[i];
            history.add(new EpochResult(i + 1, 10 * i, 1, 1, 1, loss, bleu[i], 1, 0, i));
        }
        return history;
    }

    private static List<Integer> epochs(List<EpochResult> results) {
        return results.stream().map(EpochResult::epoch).toList();
    }

    @Test
    void theBestComeFirstAndOfEqualsTheFirst() {
        var history = history(10, 30, NOT_VALIDATED, 20, 30, 25);
        assertThat(epochs(history.best(4))).containsExactly(2, 5, 6, 4);
        assertThat(epochs(history.best(9))).containsExactly(2, 5, 6, 4, 1);
        assertThat(history.best().orElseThrow().epoch()).isEqualTo(2);
        assertThat(history.sinceBest()).isEqualTo(3);
    }

    @Test
    void withoutValidationTheLastIsTheBest() {
        assertThat(history(NOT_VALIDATED, NOT_VALIDATED).best().orElseThrow().epoch())
                .isEqualTo(2);
        assertThat(history(NOT_VALIDATED).best(3)).isEmpty();
        assertThat(history().best()).isEmpty();
    }

    @Test
    void aPlateauIsSoManyValidationsWithoutABetterOne() {
        assertThat(history(10, 20, 20).plateaus(2)).isZero();
        assertThat(history(10, 20, 20, NOT_VALIDATED, 19).plateaus(2)).isEqualTo(1);
        // The count begins anew after each, and with each better one.
        assertThat(history(10, 9, 9, 9, 11, 10, 10).plateaus(2)).isEqualTo(2);
        assertThat(history(10, 9, 9, 9, 9).plateaus(2)).isEqualTo(2);
        assertThat(history(10, 9, 9, 9, 9).plateaus(1)).isEqualTo(4);
    }
}
