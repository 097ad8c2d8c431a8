package io.sparkseq2seq.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LexiconTest {
    private static final String[] SOURCE = {"", "the", "dog", "house"};
    private static final String[] TARGET = {"", "der", "hund", "haus", "das"};
    private static final int ONE = LexicalTable.ONE;

    private static LexicalTable table() {
        long[] keys = {
            Cooccurrences.key(0, 1),
            Cooccurrences.key(1, 1),
            Cooccurrences.key(1, 4),
            Cooccurrences.key(2, 2),
            Cooccurrences.key(3, 3),
            Cooccurrences.key(3, 0)
        };
        int[] forward = {ONE / 8, ONE / 4, ONE / 2, ONE, ONE, 0};
        int[] backward = {0, ONE, ONE, ONE, ONE / 2, ONE / 4};
        // In the order of keys: (0,1) (1,1) (1,4) (2,2) (3,0) (3,3).
        return new LexicalTable(
                new WordPairs(keys),
                new int[] {forward[0], forward[1], forward[2], forward[3], forward[5], forward[4]},
                new int[] {backward[0], backward[1], backward[2], backward[3], backward[5], backward[4]},
                new long[SOURCE.length],
                new long[TARGET.length]);
    }

    private static byte[] written() throws IOException {
        var out = new ByteArrayOutputStream();
        Lexicon.write(table(), SOURCE, TARGET, out);
        return out.toByteArray();
    }

    private static Lexicon read(String text) throws IOException {
        return Lexicon.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theFileIsALinePerPairOfWordsTheMostProbableFirst() throws IOException {
        assertThat(new String(written(), StandardCharsets.UTF_8))
                .isEqualTo("source\ttarget\tforward\tbackward\n"
                        + "\tder\t134217728\t0\n"
                        + "the\tdas\t536870912\t1073741824\n"
                        + "the\tder\t268435456\t1073741824\n"
                        + "dog\thund\t1073741824\t1073741824\n"
                        + "house\thaus\t1073741824\t536870912\n"
                        + "house\t\t0\t268435456\n");
    }

    @Test
    void tellsTranslationsInBothDirections() throws IOException {
        var lexicon = Lexicon.read(new ByteArrayInputStream(written()));
        assertThat(lexicon.size()).isEqualTo(6);
        assertThat(lexicon.translations("the", 5))
                .containsExactly(new Lexicon.Translation("das", 0.5, 1), new Lexicon.Translation("der", 0.25, 1));
        assertThat(lexicon.translations("the", 1)).hasSize(1);
        assertThat(lexicon.sources("haus", 5)).containsExactly(new Lexicon.Translation("house", 0.5, 1));
        assertThat(lexicon.sources("", 5)).containsExactly(new Lexicon.Translation("house", 0.25, 0));
        assertThat(lexicon.translations("cat", 5)).isEmpty();
    }

    @Test
    void alignsTheTermsOfAPair() throws IOException {
        var lexicon = Lexicon.read(new ByteArrayInputStream(written()));
        assertThat(lexicon.align("The dog", "Der Hund")).isEqualTo("0-0 1-1");
        assertThat(lexicon.align("The dog, the house.", "Das Haus, der Hund.")).isEqualTo("0-0 4-1 3-3 1-4");
        assertThat(lexicon.align("dog house", "der Kater")).isEmpty();
        assertThat(lexicon.align("", "Hund")).isEmpty();
    }

    @Test
    void aDamagedFileIsRefusedWithItsLine() {
        var good = "source\ttarget\tforward\tbackward\n";
        assertThatThrownBy(() -> read("")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> read("a\tb\t1\t1\n")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> read(good + "a\tb\t1\n")).hasMessage("line 2 has 3 columns, where a lexicon has 4");
        assertThatThrownBy(() -> read(good + "a\tb\t1\t1\na\tc\t-1\t0\n")).hasMessageContaining("line 3");
        assertThatThrownBy(() -> read(good + "a\tb\t1\t1073741825\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> read(good + "a\tb\t1\t0.5\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> read(good + "a\tb\t1\t1\na\tb\t1\t1\n")).hasMessageContaining("line 3");
    }
}
