package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void theMeanIsWeighted() {
        var mean = Slice.mean(List.of(slice(1, 8), slice(5, 0), slice(3, 4)), new long[] {1, 3, 4});
        assertThat(floats(mean.parameters())).containsExactly(3.5f, 3.5f);
        assertThat(floats(mean.updater())).containsExactly(3, 3);
    }

    @Test
    void theMeanOfOneIsItself() {
        var values = new float[10_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i) / 3;
        }
        var mean = Slice.mean(List.of(new Slice(bytes(values), new byte[0])), new long[] {7});
        assertThat(floats(mean.parameters())).isEqualTo(values);
        assertThat(mean.updater()).isEmpty();
    }

    private static Slice slice(float parameter, float moment) {
        return new Slice(bytes(parameter, parameter), bytes(moment, moment));
    }

    private static byte[] bytes(float... values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static float[] floats(byte[] bytes) {
        var values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        return values;
    }
}
