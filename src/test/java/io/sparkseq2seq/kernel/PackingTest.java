package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void stepsHoldTheLongestSequencesFirst() {
        var packing = new Packing(new int[] {2, 3, 1});
        assertThat(packing.steps()).isEqualTo(3);
        assertThat(packing.size()).isEqualTo(6);
        assertThat(new int[] {packing.sequence(0), packing.sequence(1), packing.sequence(2)})
                .containsExactly(1, 0, 2);
        assertThat(new int[] {packing.count(0), packing.count(1), packing.count(2)})
                .containsExactly(3, 2, 1);
    }

    @Test
    void everyPositionHasARowOfItsOwn() {
        int[] lengths = {4, 1, 4, 7, 2};
        var packing = new Packing(lengths);
        var rows = new HashSet<Integer>();
        for (int place = 0; place < lengths.length; place++) {
            assertThat(packing.length(place)).isEqualTo(lengths[packing.sequence(place)]);
            for (int t = 0; t < packing.length(place); t++) {
                assertThat(rows.add(packing.row(place, t))).isTrue();
                assertThat(packing.row(place, t))
                        .isBetween(packing.offset(t), packing.offset(t) + packing.count(t) - 1);
            }
        }
        assertThat(rows).hasSize(18);
        assertThat(packing.size()).isEqualTo(18);
    }

    @Test
    void anEmptyBatchIsEmpty() {
        assertThat(new Packing(new int[0]).size()).isZero();
    }
}
