package io.sparkseq2seq.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.junit.jupiter.api.Test;

class NgramModelTest {
    private static final LanguageDetectorModel MODEL = model();

    private final NgramModel fast = new NgramModel(MODEL);
    private final NgramModel.Scratch scratch = fast.new Scratch();
    private final LanguageDetectorME slow = new LanguageDetectorME(MODEL);

    private static LanguageDetectorModel model() {
        try (var in = LanguageDetectorModel.class.getResourceAsStream("/langdetect-183.bin")) {
            return new LanguageDetectorModel(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void compare(String text) {
        var probabilities = fast.probabilities(text, scratch);
        for (var language : slow.predictLanguages(text)) {
            int place = List.of(fast.languages()).indexOf(language.getLang());
            if (!(Math.abs(probabilities[place] - language.getConfidence()) <= 1e-12)) {
                assertThat(probabilities[place]).as(text).isCloseTo(language.getConfidence(), within(1e-12));
            }
        }
    }

    @Test
    void probabilitiesAreThoseOfTheLibrary() {
        List.of(
                        "Two young, White males are outside near many bushes.",
                        "Zwei junge weiße Männer sind im Freien in der Nähe vieler Büsche.",
                        "两个年轻的白人男子在灌木丛附近。",
                        "Это предложение написано по-русски, ΚΑΙ ΑΥΤΟ ΟΧΙ.",
                        "İSTANBUL ıssız",
                        "huhhuh mennään, hahha hahhha jaJja hehheh",
                        "")
                .forEach(this::compare);
    }

    @Test
    void whatTheLibraryTakesOutIsTakenOut() {
        var parts = List.of(
                "haha",
                "hah",
                "haj",
                "ja",
                "Ahead",
                "jeje",
                "a",
                "RT ",
                "rt:",
                "art ",
                ":-)",
                "xD",
                "x-o",
                ";p",
                "#tag",
                "@me",
                "#",
                "@",
                "http://a.b/c ",
                "https:/",
                "me@here.org",
                "12",
                "3",
                "  ",
                " ",
                "\t",
                "\u00a0",
                "\n",
                "sss",
                "Sss",
                "ss",
                "😀",
                "ｆｕｌｌ",
                "\ud83c",
                "é",
                "ß",
                "-",
                "/",
                "//",
                "٣",
                "ſ",
                "K",
                "HI",
                "x-",
                "--",
                "b-B",
                "the cat ",
                "die Katze ");
        var random = new SplittableRandom(11);
        for (int i = 0; i < 1_000; i++) {
            var text = new StringBuilder();
            for (int part = random.nextInt(1, 7); part > 0; part--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            compare(text.toString());
        }
    }
}
