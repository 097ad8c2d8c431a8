package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.text.Normalizer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TagsTest {
    private static Tags tags(String... overrides) {
        var preprocess = Settings.load(Optional.empty(), List.of(overrides)).preprocess();
        return new Tags(preprocess, Normalizer.PLAIN);
    }

    @Test
    void marksOfCapitalsTakePlacesOfTheVocabulary() {
        assertThat(tags().symbols(true, 261).size()).isZero();
        var marked = tags("preprocess.subwords.capitals=marked", "preprocess.subwords.symbols=[<2de>]");
        assertThat(marked.symbols(false, 264).size()).isEqualTo(1);
        assertThatThrownBy(() -> marked.symbols(false, 263))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("1 symbols and 2 marks of capitals")
                .hasMessageContaining("263");
    }

    @Test
    void namesOfSpecialTokensAndBytesAreRefusedAsSymbols() {
        for (var name : List.of("<s>", "</s>", "<unk>", "<pad>", "<start>", "<end>", "<0x41>", "<unused7>")) {
            assertThatThrownBy(() -> tags("preprocess.subwords.symbols=[\"" + name + "\"]")
                            .symbols(true, 8000))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("'" + name + "'");
        }
        assertThat(tags("preprocess.subwords.symbols=[\"<0x411>\",\"<S>\"]")
                        .symbols(true, 8000)
                        .size())
                .isEqualTo(2);
    }
}
