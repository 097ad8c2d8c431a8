package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.TrainSettings.Transfer;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FloatsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2047, 1", "2049, 1", "4096, 2", "4097, 1", "10001, 1", "10001, 3", "30000, 5"})
    void sharesMakeUpTheWhole(int length, int count) {
        var array = sines(length);
        for (var transfer : Transfer.values()) {
            var copy = Nd4j.zeros(1, length);
            IntStream.range(0, count)
                    .forEach(i -> Floats.of(array, i, count, transfer).into(copy, i, count));
            var expected = array.toFloatVector();
            if (transfer == Transfer.BF16) {
                for (int i = 0; i < length; i++) {
                    expected[i] = rounded(expected[i]);
                }
            }
            assertThat(copy.toFloatVector()).isEqualTo(expected);
        }
    }

    @Test
    void aHalfIsRoundedToEven() {
        var array = Nd4j.createFromArray(1 + 0x1p-8f, 1 + 3 * 0x1p-8f, -1 - 0x1.02p-8f, 1e-30f, Float.MAX_VALUE);
        var copy = Nd4j.zeros(1, 5);
        Floats.of(array, 0, 1, Transfer.BF16).into(copy, 0, 1);
        assertThat(copy.toFloatVector())
                .containsExactly(1, 1 + 0x1p-6f, -1 - 0x1p-7f, rounded(1e-30f), Float.POSITIVE_INFINITY);
    }

    @Test
    void bf16TakesHalfTheBytes() {
        var array = sines(100_000);
        assertThat(Floats.of(array, 0, 1, Transfer.F32).bytes()).hasSize(400_000);
        assertThat(Floats.of(array, 0, 1, Transfer.BF16).bytes()).hasSizeBetween(200_000, 204_096);
    }

    @Test
    void aChangeIsAddedToWhatWasThere() {
        var before = sines(9000);
        var after = before.add(sines(9000).mul(1e-4));
        var sent = Floats.of(before, 1, 2, Transfer.F32);
        Floats.change(after, 1, 2, Transfer.BF16, sent).addTo(before, 1, 2);
        var error = before.sub(after).toFloatVector();
        for (int i = 4500; i < 9000; i++) {
            // Half a unit in the eighth digit of the change, and one in the last of the sum.
            assertThat(error[i]).isEqualTo(0, Offset.offset(1e-4f / 256 / 2 + 0x1p-24f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "BF16"})
    void theMeanIsWeighted(Transfer transfer) {
        var all = List.of(1, 5, 3).stream()
                .map(x -> Floats.of(Nd4j.valueArrayOf(5000, (float) x), 0, 1, transfer))
                .toList();
        var mean = Nd4j.zeros(1, 5000);
        Floats.mean(all, new long[] {1, 3, 4}).into(mean, 0, 1);
        assertThat(mean.toFloatVector()).containsOnly(3.5f);
    }

    @Test
    void theMeanOfOneIsItself() {
        var one = Floats.of(sines(10_001), 0, 1, Transfer.F32);
        assertThat(Floats.mean(List.of(one), new long[] {7}).bytes()).isEqualTo(one.bytes());
    }

    @Test
    void anotherSizeIsRefused() {
        var floats = Floats.of(sines(10), 0, 1, Transfer.F32);
        assertThatThrownBy(() -> floats.into(Nd4j.zeros(1, 11), 0, 1)).hasMessage("10 floats for share 0 of 1 of 11");
    }

    private static INDArray sines(int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) Math.sin(i) / 3;
        }
        return Nd4j.createFromArray(values).reshape(1, length);
    }

    /** To the nearest number of eight binary digits. */
    private static float rounded(float x) {
        float unit = Math.ulp(x) * 0x1p16f;
        return (float) (Math.rint((double) x / unit) * unit);
    }
}
