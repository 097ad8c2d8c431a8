package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.search.Translator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A glossary of a file in translations of a network that knows nothing. */
class GlossaryTranslationTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private TranslationModel model;

    @BeforeEach
    void save() throws Exception {
        SavedModel.write(folder.resolve("model"), 1);
        model = TranslationModel.load(folder.resolve("model").toString(), HADOOP);
        Files.writeString(folder.resolve("terms.csv"), "source,target\ndog,Hund\nTom,\nthe dog sleeps,我们\n");
    }

    private Translator translator(String... overrides) {
        var all = new ArrayList<>(List.of(
                "translate.terms.glossary=" + folder.resolve("terms.csv"),
                "translate.terms.copy-numbers=true",
                "translate.max-length=40"));
        all.addAll(List.of(overrides));
        return new Translator(model, Settings.load(Optional.empty(), all).translate(), HADOOP);
    }

    private static List<String> lines() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            lines.add("Tom loves the dog " + i + (i % 3 == 0 ? "." : " and the dog sleeps"));
            lines.add("loves playing football ".repeat(i % 4));
        }
        return lines;
    }

    @Test
    void everyTermAndNumberStandsInTheTranslation() {
        var lines = lines();
        var outcomes = Outcome.of(translator(), lines);
        for (int i = 0; i < lines.size(); i += 2) {
            var reason = outcomes.get(i).reason();
            assertThat(reason == null || reason.matches("stopped at the longest length, after \\d+ tokens"))
                    .isTrue();
            assertThat(outcomes.get(i).translation().unmet()).isEmpty();
            assertThat(outcomes.get(i).translation().text())
                    .contains("Tom", "Hund", Integer.toString(i / 2))
                    .contains(lines.get(i).endsWith("sleeps") ? "我们" : "");
        }
        assertThat(outcomes).extracting(Outcome::status).doesNotContain(Status.FAILED);
    }

    @Test
    void translationsAreThoseOfTheTextAloneWhateverTheBatch() {
        var lines = lines();
        String[] controls = {"translate.search.coverage-penalty=0.2", "translate.search.no-repeat=3"};
        var expected = translator("translate.batch=7", controls[0], controls[1]).translate(lines);
        var alone = translator("translate.batch=1", controls[0], controls[1]);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(alone.translate(List.of(lines.get(i)))).containsExactly(expected.get(i));
        }
        var order = new ArrayList<>(lines);
        Collections.shuffle(order, new Random(1));
        var shuffled = translator("translate.batch=5", controls[0], controls[1]).translate(order);
        for (int i = 0; i < order.size(); i++) {
            assertThat(shuffled.get(i)).isEqualTo(expected.get(lines.indexOf(order.get(i))));
        }
    }

    @Test
    void aSourceWithoutTermsIsTranslatedAsWithoutAGlossary() {
        var plain = new Translator(
                model,
                Settings.load(Optional.empty(), List.of("translate.max-length=40"))
                        .translate(),
                HADOOP);
        var lines = List.of("loves playing football", "the cat sleeps.");
        assertThat(translator().translate(lines)).isEqualTo(plain.translate(lines));
    }

    @Test
    void aGlossaryThatIsNotThereIsToldBeforeAnythingIsTranslated() {
        assertThatThrownBy(() -> translator("translate.terms.glossary=" + folder.resolve("none.csv")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none.csv");
    }
}
