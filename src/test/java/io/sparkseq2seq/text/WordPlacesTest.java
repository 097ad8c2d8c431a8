package io.sparkseq2seq.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordPlacesTest {
    private static List<Integer> places(List<String> words, String text) {
        var places = new BitSet();
        new WordPlaces(words).mark(text, places);
        return places.stream().boxed().toList();
    }

    @Test
    void wordsAreFoundWhereTheyStand() {
        assertThat(places(List.of(" cat", ",", " dog", " a", " log"), "a cat, a cat, catalogue"))
                .containsExactly(0, 1, 3);
    }

    @Test
    void manyWordsAreToldApart() {
        var words = IntStream.range(0, 5_000)
                .mapToObj(i -> " " + Integer.toString(i, 26).replaceAll("[0-9]", "z"))
                .distinct()
                .toList();
        assertThat(places(words, String.join("", words).strip()))
                .containsExactlyElementsOf(
                        IntStream.range(0, words.size()).boxed().toList());
        assertThat(places(words, "Ä Ö Ü")).isEmpty();
    }

    @Test
    void ofNoWordsNoneIsFound() {
        assertThat(places(List.of(), "a cat")).isEmpty();
    }
}
