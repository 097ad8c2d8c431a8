package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.search.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that earlier versions wrote, and what they translated with them. A format that is here can be read for ever;
 * one that changes gets a folder of its own, which {@link #main} writes.
 */
class GoldenModelTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final String TRANSLATIONS = "translations.tsv";
    private static final List<String> SOURCES = List.of("Tom loves the dog", "我们 playing football.", "the", "x");

    /** Writes the models of this version: format 1 as an LSTM and as a GRU. */
    public static void main(String[] ignored) throws IOException {
        String[] small = {
            "model.embedding=4", "model.encoder.hidden=4", "model.decoder.hidden=4", "model.attention.hidden=3",
        };
        write("format-1-lstm", small);
        var other = new ArrayList<>(List.of(small));
        other.addAll(List.of(
                "model.cell=gru",
                "model.encoder.bidirectional=false",
                "model.encoder.layers=2",
                "model.attention.score=general",
                "model.tie-embeddings=true"));
        write("format-1-gru", other.toArray(String[]::new));
    }

    private static void write(String name, String... overrides) throws IOException {
        var folder = FOLDER.resolve(name);
        if (Files.exists(folder)) {
            throw new IllegalStateException(folder + " is there: it must stay as it is");
        }
        SavedModel.write(folder, 1, EchoModel.SUBWORDS, SavedModel.others(), overrides);
        var lines = new ArrayList<String>();
        var translations = translator(folder).translate(SOURCES);
        for (int i = 0; i < SOURCES.size(); i++) {
            var translation = translations.get(i);
            lines.add(String.format(
                    Locale.ROOT, "%s\t%s\t%.6f", SOURCES.get(i), translation.text(), translation.logProbability()));
        }
        Files.write(folder.resolve(TRANSLATIONS), lines);
    }

    private static Translator translator(Path folder) {
        var model =
                TranslationModel.load(folder.toString(), new Configuration()).in(DecodingPrecision.F32);
        return new Translator(model, new BeamSearch(3, 0.6, 20, 3), 8, 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1-lstm", "format-1-gru"})
    void aModelOfAnEarlierVersionTranslatesAsItDid(String name) throws IOException {
        var folder = FOLDER.resolve(name);
        var translator = translator(folder);
        for (var line : Files.readAllLines(folder.resolve(TRANSLATIONS))) {
            var fields = line.split("\t", -1);
            var translation = translator.translate(List.of(fields[0])).get(0);
            assertThat(translation.text()).isEqualTo(fields[1]);
            assertThat(translation.logProbability()).isCloseTo(Double.parseDouble(fields[2]), within(1e-3));
        }
    }
}
