package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ChosenTest {
    private static String name(Integer... epochs) {
        return new Chosen(List.of(epochs), new Path("x"), new Validation.Result(1, 2)).name();
    }

    @Test
    void isNamedByItsEpochsAndTheModelThatTheyBeganWith() {
        assertThat(name(3)).isEqualTo("epoch 3");
        assertThat(name(1, 3)).isEqualTo("mean of epochs 1, 3");
        assertThat(name(0)).isEqualTo("the start model's; no epoch was better");
        assertThat(name(0, 2)).isEqualTo("mean of the start model and epoch 2");
        assertThat(name(0, 1, 2)).isEqualTo("mean of the start model and epochs 1, 2");
    }
}
