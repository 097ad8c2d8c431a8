package io.sparkseq2seq.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinHashTest {
    private static final int TIMES = 4_000;

    /** The share of sets of exactly this similarity that are found: they share a band and their sketches are near. */
    private static double found(double similarity, int shared, int own, int other) {
        var hashes = MinHash.of(similarity);
        var random = new Random(shared);
        int found = 0;
        for (int i = 0; i < TIMES; i++) {
            var both = random.longs(shared).toArray();
            var one = hashes.signature(
                    IntStream.range(0, shared + own)
                            .mapToLong(k -> k < shared ? both[k] : random.nextLong())
                            .toArray(),
                    0);
            var two = hashes.signature(
                    IntStream.range(0, shared + other)
                            .mapToLong(k -> k < shared ? both[k] : random.nextLong())
                            .toArray(),
                    0);
            int bands = hashes.bands();
            if (hashes.mayBeNear(one[bands], two[bands])
                    && IntStream.range(0, bands).anyMatch(band -> one[band] == two[band])) {
                found++;
            }
        }
        return (double) found / TIMES;
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 40, 20, 20",
        "0.7, 70, 15, 15",
        "0.8, 80, 10, 10",
        "0.8, 20, 5, 0",
        "0.9, 180, 10, 10",
        "1, 30, 0, 0"
    })
    void setsThatAreJustSimilarEnoughAreNearlyAllFound(double similarity, int shared, int own, int other) {
        assertThat((double) shared / (shared + own + other)).isEqualTo(similarity);
        assertThat(found(similarity, shared, own, other)).isGreaterThan(0.985);
    }

    @Test
    void setsThatAreMoreAlikeAreFoundMoreSurely() {
        assertThat(found(0.8, 90, 5, 5)).isGreaterThan(0.9995);
    }

    @Test
    void setsThatShareLittleAreSeldomCompared() {
        assertThat(found(0.8, 15, 43, 42)).isLessThan(0.001);
    }

    @Test
    void otherNumbersShareNoBand() {
        var hashes = MinHash.of(0.8);
        var shingles = Shingles.of("in picture 12 of the book", "auf Bild 12 des Buches", 4);
        var one = hashes.signature(shingles, 12);
        var two = hashes.signature(shingles, 13);
        assertThat(IntStream.range(0, hashes.bands()).noneMatch(band -> one[band] == two[band]))
                .isTrue();
    }

    @Test
    void repeatedShinglesChangeNothing() {
        var hashes = MinHash.of(0.8);
        assertThat(hashes.signature(new long[] {5, 7, 5, 7, 7}, 0)).isEqualTo(hashes.signature(new long[] {7, 5}, 0));
    }
}
