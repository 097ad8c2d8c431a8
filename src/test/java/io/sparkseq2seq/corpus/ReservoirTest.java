package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReservoirTest {
    private static Reservoir of(List<Long> ids) {
        var reservoir = new Reservoir(10);
        ids.forEach(id -> reservoir.add(new Reservoir.Sample(id, null, "source " + id, "target")));
        return reservoir;
    }

    private static List<Long> ids(Reservoir reservoir) {
        return reservoir.samples().stream().map(Reservoir.Sample::id).toList();
    }

    @Test
    void theSampleIsTheSameInWhateverOrderAndPartsPairsCome() {
        var ids = new ArrayList<>(LongStream.range(0, 1000).boxed().toList());
        var expected = of(ids);
        Collections.shuffle(ids, new Random(7));
        var parts = of(ids.subList(0, 5)).plus(of(ids.subList(5, 700))).plus(of(ids.subList(700, 1000)));
        assertThat(parts.samples()).hasSize(10).isEqualTo(expected.samples());
        assertThat(parts.size()).isEqualTo(1000);
    }

    @Test
    void theSampleComesFromTheWholeOfTheInput() {
        var ids = ids(of(LongStream.range(0, 1_000_000).boxed().toList()));
        assertThat(ids).isSorted().anyMatch(id -> id < 400_000).anyMatch(id -> id > 600_000);
    }

    @Test
    void aLongTextIsCutBetweenItsCharacters() {
        var sample = new Reservoir.Sample(1, null, "a".repeat(999) + "😀".repeat(9), "b".repeat(1000));
        assertThat(sample.source()).isEqualTo("a".repeat(999) + "…");
        assertThat(sample.target()).isEqualTo("b".repeat(1000));
    }
}
