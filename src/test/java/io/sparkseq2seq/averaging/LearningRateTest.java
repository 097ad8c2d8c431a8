package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.config.Settings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
    @ParameterizedTest
    @CsvSource({
        // step, none, inverse-sqrt, exponential
        "1, 0.001, 0.001, 0.001",
        "5, 0.005, 0.005, 0.005",
        "10, 0.01, 0.01, 0.01",
        "100, 0.01, 0.01, 0.01",
        "400, 0.01, 0.005, 0.00125",
        "199, 0.01, 0.0070888, 0.01",
        "200, 0.01, 0.0070711, 0.005",
    })
    void rateWarmsUpAndDecays(int step, double none, double inverseSqrt, double exponential) {
        assertThat(rate("none", step)).isCloseTo(none, within(1e-7));
        assertThat(rate("inverse-sqrt", step)).isCloseTo(inverseSqrt, within(1e-7));
        assertThat(rate("exponential", step)).isCloseTo(exponential, within(1e-7));
    }

    private static double rate(String decay, int step) {
        var train = Settings.load(
                        Optional.empty(),
                        List.of(
                                "train.learning-rate=0.01",
                                "train.warmup-steps=10",
                                "train.decay=" + decay,
                                "train.decay-start=100",
                                "train.decay-steps=100",
                                "train.decay-rate=0.5"))
                .train();
        return new LearningRate(train).valueAt(step - 1, 0);
    }
}
