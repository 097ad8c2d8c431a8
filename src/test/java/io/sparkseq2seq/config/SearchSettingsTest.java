package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchSettingsTest {
    private static TranslateSettings load(String... overrides) {
        return Settings.load(Optional.empty(), List.of(overrides)).translate();
    }

    @Test
    void nothingIsAskedForByDefault() {
        assertThat(load().search()).isEqualTo(new SearchSettings(1, false, 0, 0, 0, 0, 0, 0, 1));
        assertThat(load().terms().isUsed()).isFalse();
        assertThat(load("translate.terms.copy-numbers=true").terms().isUsed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "translate.search.n-best=6 | is more than translate.beam = 5",
                "translate.search.min-length=101 | is more than translate.max-length = 100",
                "translate.search.min-length-ratio=3.5 | is more than translate.max-length-ratio = 3.0",
                "translate.search.top-k=10 | belongs to sampling",
                "translate.search.temperature=1 | Give translate.beam = 1",
                "translate.search.temperature=-1 | out of range",
                "translate.search.no-repeat=-1 | out of range",
                "translate.search.coverage-penalty=-0.1 | out of range"
            })
    void whatMakesNoSenseIsToldWithItsKey(String override, String message) {
        assertThatThrownBy(() -> load(override))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(override.substring(0, override.indexOf('=')))
                .hasMessageContaining(message);
    }

    @Test
    void samplesCannotHoldTerms() {
        assertThatThrownBy(() -> load(
                        "translate.beam=1", "translate.search.temperature=1", "translate.terms.glossary=terms.csv"))
                .hasMessageContaining("cannot be made to hold terms");
        assertThat(load("translate.beam=1", "translate.search.temperature=1")
                        .search()
                        .temperature())
                .isEqualTo(1);
    }
}
