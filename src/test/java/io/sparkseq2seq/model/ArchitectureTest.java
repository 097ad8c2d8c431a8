package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.ModelSettings;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static Architecture of(ModelSettings.Score score, int attention) {
        return new Architecture(
                Architecture.NAME,
                ModelSettings.Cell.LSTM,
                8,
                new Architecture.Encoder(8, 1, true),
                new Architecture.Decoder(8),
                new Architecture.Attention(score, attention),
                false);
    }

    @Test
    void aSizeThatOneOfTwoDoesNotHaveIsNoDifferenceBesideTheOneThatSaysSo() {
        var additive = of(ModelSettings.Score.ADDITIVE, 128);
        var dot = of(ModelSettings.Score.DOT, 8);
        assertThat(additive.differences(dot)).containsExactly("model.attention.score is additive there and dot here");
        assertThat(dot.differences(additive)).containsExactly("model.attention.score is dot there and additive here");
        assertThat(additive.differences(of(ModelSettings.Score.ADDITIVE, 64)))
                .containsExactly("model.attention.hidden is 128 there and 64 here");
        assertThat(dot.differences(of(ModelSettings.Score.DOT, 64))).isEmpty();
    }
}
