package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.averaging.RoundResult;
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
            history.add(result(i + 1, bleu[i]));
        }
        return history;
    }

    private static EpochResult result(int epoch, double bleu) {
        double loss = Double.isNaN(bleu) ? Double.NaN : 100 - bleu;
        return new EpochResult(epoch, 10 * epoch, 1, 1, 1, 0, 1, loss, bleu, 1, 0, epoch - 1);
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
        assertThat(epochs(history(10, NOT_VALIDATED, 20, NOT_VALIDATED).ranked()))
                .containsExactly(3, 1);
    }

    @Test
    void whatHasNoFiniteLossIsNeverTheBest() {
        var history = history(10, 30, 20);
        history.add(new EpochResult(4, 40, 1, 1, 1, 0, 1, Double.POSITIVE_INFINITY, 99, 1, 0, 4));
        assertThat(epochs(history.best(9))).containsExactly(2, 3, 1);
        assertThat(history.sinceBest()).isEqualTo(2);
        var diverged =
                History.empty(Settings.load(Optional.empty(), List.of()).train().valid());
        diverged.add(new EpochResult(1, 40, 1, 1, 1, 0, 1, Double.POSITIVE_INFINITY, 99, 1, 0, 4));
        assertThat(diverged.best()).isEmpty();
    }

    @Test
    void theModelThatATrainingBeganWithIsBestUntilAnEpochIsBetter() {
        var history = history();
        history.add(EpochResult.start(new Validation.Result(3, 20), 1.5));
        assertThat(epochs(history.ranked())).containsExactly(0);
        assertThat(history.minutes()).isEqualTo(1.5);
        history.add(result(1, 19));
        history.add(result(2, 20));
        assertThat(epochs(history.ranked())).containsExactly(0, 2, 1);
        assertThat(history.sinceBest()).isEqualTo(2);
        assertThat(history.plateaus(2)).isEqualTo(1);
        assertThat(history.epochs()).hasSize(2);
        history.add(result(3, 21));
        assertThat(epochs(history.ranked())).containsExactly(3, 0, 2, 1);
        assertThat(history.sinceBest()).isZero();
    }

    @Test
    void aTrainingOfWhichNoEpochHasAFiniteLossHasDivergedWhateverItBeganWith() {
        var history = history();
        history.add(EpochResult.start(new Validation.Result(3, 20), 1));
        assertThat(history.isDiverged()).isFalse();
        history.add(new EpochResult(1, 40, 1, 1, 1, 0, 1, Double.POSITIVE_INFINITY, 99, 1, 0, 4));
        assertThat(history.isDiverged()).isTrue();
        history.add(result(2, 1));
        assertThat(history.isDiverged()).isFalse();
    }

    @Test
    void veryManyRoundsAreRememberedTogether() {
        var history = history(10);
        for (int i = 1; i <= 25_000; i++) {
            history.add(round(2, i));
        }
        assertThat(history.rounds()).hasSizeLessThanOrEqualTo(10_000);
        assertThat(history.done()).isEqualTo(25_000);
        assertThat(history.rounds().stream().mapToLong(RoundResult::tokens).sum())
                .isEqualTo(500_000);
        assertThat(history.minutes()).isCloseTo(25_000 * 0.5 / 60, within(1e-6));
        assertThat(history.rounds())
                .allSatisfy(round -> assertThat(round.loss()).isCloseTo(3, within(1e-12)));
        assertThat(history.rounds().get(0).mostHeap()).isEqualTo(100);
    }

    private static RoundResult round(int epoch, int number) {
        return new RoundResult(
                epoch,
                number,
                30_000,
                number,
                4,
                20,
                2,
                0,
                3,
                1,
                0.1,
                40,
                0.5,
                0.3,
                0.1,
                0.1,
                List.of(100L, 90L),
                List.of(200L, 210L));
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
