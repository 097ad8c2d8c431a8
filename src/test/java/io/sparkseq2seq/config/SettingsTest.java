package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    private static Settings with(String... overrides) {
        return Settings.load(Optional.empty(), List.of(overrides));
    }

    private String conf(String text) throws IOException {
        return Files.writeString(folder.resolve("my.conf"), text).toString();
    }

    @Test
    void aVocabularyWithoutRoomForTheBytesIsRefused() {
        assertThatThrownBy(() -> with("preprocess.subwords.target-vocabulary-size=200"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is less than the special tokens and the bytes");
        // As an old corpus may have it, where it counted for nothing.
        assertThat(Settings.parse(with("preprocess.subwords.target-vocabulary-size=400")
                                .render())
                        .preprocess()
                        .subwords()
                        .targetVocabularySize())
                .isEqualTo(400);
    }

    @Test
    void symbolsOfSubwordsThatCannotHaveThemAreRefused() {
        assertThatThrownBy(() -> with("preprocess.subwords.symbols=[\"a b\"]"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has a space");
        assertThatThrownBy(() -> with("preprocess.subwords.symbols=[<b>]", "preprocess.subwords.model=spm.model"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("made before and have their own");
    }

    @Test
    void defaultsAreThoseOfTheReference() {
        Settings settings = with();
        assertThat(settings.seed()).isEqualTo(1);
        assertThat(settings.preprocess().columns().target()).isEqualTo("1");
        assertThat(settings.model().decoder().hidden()).isEqualTo(512);
        assertThat(settings.train().decay()).isEqualTo(TrainSettings.Decay.INVERSE_SQRT);
        assertThat(settings.train().adam().epsilon()).isEqualTo(1e-8);
        assertThat(settings.train().valid().tokenize()).isEqualTo(BleuTokenizer.THIRTEEN_A);
        assertThat(settings.spark().memory().bytes()).isEqualTo(4L << 30);
    }

    @Test
    void overridesWinOverTheFileAndTheFileOverTheDefaults() throws IOException {
        String file = conf("seed = 7\ntrain { epochs = 3, batch = 8 }");
        Settings settings = Settings.load(Optional.of(file), List.of("train.epochs=4"));
        assertThat(settings.seed()).isEqualTo(7);
        assertThat(settings.train().epochs()).isEqualTo(4);
        assertThat(settings.train().batch()).isEqualTo(8);
        assertThat(settings.train().workers()).isEqualTo(2);
    }

    @Test
    void overridesAreTakenAsTheyStand() {
        Settings settings = with("preprocess.source=hdfs://host:9000/a b/*.gz#1", "preprocess.target=a=b", "seed= 5 ");
        assertThat(settings.preprocess().source()).isEqualTo("hdfs://host:9000/a b/*.gz#1");
        assertThat(settings.preprocess().target()).isEqualTo("a=b");
        assertThat(settings.seed()).isEqualTo(5);
    }

    @Test
    void renderedSettingsReadBackTheSame() {
        Settings settings = with("train.learning-rate=3e-4", "preprocess.source=\"q\" \\ 中文", "spark.memory=1536m");
        assertThat(Settings.parse(settings.render())).isEqualTo(settings);
        assertThat(settings.render()).startsWith("seed = 1\nsummary = \"\"\npreprocess {\n  format = \"auto\"");
    }

    @Test
    void everyProblemIsReportedAtOnceWithItsOrigin() throws IOException {
        String file = conf("seed = 7\ntrain {\n  epoch = 3\n  batch = none\n}\nmodel.dropout = 1.5\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of("train.decay=slow", "batch=3", "evaluate=3")))
                .isInstanceOf(UserException.class)
                .message()
                .startsWith("6 problems:")
                .contains("there is no setting train.epoch (" + file + ":3). Did you mean train.epochs?")
                .contains("train.batch = none is not a whole number (" + file + ":4). Give a whole number.")
                .contains("model.dropout = 1.5 is out of range (" + file + ":6).")
                .contains("train.decay = slow is not one of its choices (command line)."
                        + " Give one of none, inverse-sqrt, exponential, plateau.")
                .contains("there is no setting batch (command line). Did you mean train.batch?")
                .contains(
                        "evaluate takes no value (command line). It is a section: give one of its keys, such as evaluate.model.");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> with("model.dropout=1"))
                .hasMessage("model.dropout = 1 is out of range (command line)."
                        + " Give a number of at least 0 and less than 1.");
        assertThatThrownBy(() -> with("train.epochs=0"))
                .hasMessageContaining("a whole number of at least 1 and at most 1000000.");
        assertThatThrownBy(() -> with("train.learning-rate=0"))
                .hasMessageContaining("a number greater than 0 and at most ");
        assertThatThrownBy(() -> with("train.learning-rate=NaN")).hasMessageContaining("is not a number");
        assertThatThrownBy(() -> with("train.epochs=3000000000")).hasMessageContaining("is not a whole number");
        assertThatThrownBy(() -> with("spark.memory=4 dogs")).hasMessageContaining("such as 4g");
    }

    @Test
    void settingsThatDisagreeAreRefused() {
        assertThatThrownBy(() -> with("model.attention.score=dot", "model.decoder.hidden=100"))
                .hasMessageContaining("model.encoder.hidden = 512 is not model.decoder.hidden = 100");
        assertThatThrownBy(() -> with("model.encoder.bidirectional=false", "model.decoder.hidden=100"))
                .hasMessageStartingWith("model.decoder.hidden = 100 must equal model.encoder.hidden = 512")
                .hasMessageContaining("(command line)");
        assertThatThrownBy(() -> with("model.encoder.hidden=511")).hasMessageContaining("must be even");
    }

    @Test
    void whatIsNotASettingIsNamed() throws IOException {
        assertThatThrownBy(() -> with("epochs"))
                .hasMessage("'epochs' is not a setting (command line). Settings are given as key=value.");
        assertThatThrownBy(() -> with("..=3")).hasMessageContaining("'..' is not a key");
        assertThatThrownBy(() -> Settings.load(Optional.of("no-such"), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no such settings file (no-such)");
        String file = conf("train {\n  corpus = hdfs://host:9000/x\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("(" + file + ":");
        String empty = conf("train.epochs = null");
        assertThatThrownBy(() -> Settings.load(Optional.of(empty), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("train.epochs has no single value");
    }

    @Test
    void substitutionsMayNameDefaults() throws IOException {
        String file = conf("translate.model = ${train.model}\"/best\"");
        assertThat(Settings.load(Optional.of(file), List.of()).translate().model())
                .isEqualTo("model/best");
    }

    @Test
    void theRootMayBeLeftOff() throws IOException {
        String file =
                conf("seq2seq { seed = 7, train.epochs = 3 }\nseq2seq.translate.model = ${seq2seq.train.model}/x\n"
                        + "akka.loglevel = DEBUG\nspark.executor.cores = 3");
        Settings settings = Settings.load(Optional.of(file), List.of("seq2seq.train.epochs=4", "train.model=m"));
        assertThat(settings.seed()).isEqualTo(7);
        assertThat(settings.train().epochs()).isEqualTo(4);
        assertThat(settings.translate().model()).isEqualTo("m/x");
        String wrong = conf("seq2seq {\n  train.epoch = 3\n  seed = x\n  preprocess.filter.samples = 1\n}");
        assertThatThrownBy(() -> Settings.load(Optional.of(wrong), List.of()))
                .hasMessageContaining("no setting train.epoch (" + wrong + ":2). Did you mean train.epochs?")
                .hasMessageContaining("seed = x is not a whole number (" + wrong + ":3).")
                .hasMessageContaining("(" + wrong + ":4). It is preprocess.rejected.samples now.");
        String none = conf("seq2seq = 4");
        assertThatThrownBy(() -> Settings.load(Optional.of(none), List.of()))
                .hasMessageContaining("seq2seq takes no value (" + none + ":1). Give seq2seq {");
        assertThatThrownBy(() -> with("seq2seq.train.epoch=4"))
                .hasMessageContaining("there is no setting train.epoch (command line). Did you mean train.epochs?");
    }

    @Test
    void aKeyWithTheRootAndWithoutItIsAnError() throws IOException {
        assertThatThrownBy(() -> with("seq2seq.train.epochs=4", "train.epochs=4"))
                .hasMessageStartingWith("train.epochs is given with the root seq2seq and without it (command line).");
        String file = conf("seq2seq.train.epochs = 3\ntrain {\n  epochs = 4\n}\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        "train.epochs stands outside of seq2seq (" + file + ":3). Move it to seq2seq.train");
    }

    @Test
    void aListOfTheCommandLineIsHocon() throws IOException {
        String file = conf("preprocess.filters = [ tokens ]");
        assertThat(Settings.load(
                                Optional.of(file),
                                List.of("preprocess.filters=[damaged, {ratio {max = 3}}]", "train.model=[m]"))
                        .preprocess()
                        .filters())
                .containsExactly(new FilterRule.Damaged(), new FilterRule.Ratio(3, 20));
        assertThat(with("train.model=[m]").train().model()).isEqualTo("[m]");
        assertThat(with("preprocess.filters=[]").preprocess().filters()).isEmpty();
        assertThatThrownBy(() -> with("preprocess.filters=ratio"))
                .hasMessage("preprocess.filters is not a list (command line). Give preprocess.filters = [ … ].");
        assertThatThrownBy(() -> with("preprocess.filters=[ratio]\nseed = 3")).hasMessageContaining("is not a list");
        assertThatThrownBy(() -> with("preprocess.filters=[lenght]", "seed=x"))
                .hasMessageContaining("preprocess.filters[0] = lenght is not one of its choices (command line)")
                .hasMessageContaining("The choices are damaged, characters, ratio, copied,")
                .hasMessageContaining("seed = x is not a whole number");
        assertThatThrownBy(() -> with("preprocess.filters=[{ratio {max = 0}}, ratio, ratio"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("(command line");
    }

    @Test
    void aListMayBeAddedTo() throws IOException {
        String file = conf("preprocess.filters = ${preprocess.filters} [ { characters { max = 5 } } ]");
        assertThat(Settings.load(Optional.of(file), List.of()).preprocess().filters())
                .hasSize(5)
                .endsWith(new FilterRule.Tokens(100), new FilterRule.Characters(5));
        String more = conf("preprocess.filters += { tokens { max = 5 } }");
        assertThat(Settings.load(Optional.of(more), List.of()).preprocess().filters())
                .hasSize(5)
                .endsWith(new FilterRule.Tokens(5));
    }

    @Test
    void aKeyOfAnEarlierVersionSaysWhatStandsForItNow() throws IOException {
        String file = conf("preprocess {\n  filter {\n    max-tokens = 60\n    deduplicate = false\n  }\n}");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of("preprocess.filter.max-ratio=3")))
                .hasMessageContaining("there is no setting preprocess.filter.max-tokens (" + file
                        + ":3). It is a rule in a list now: preprocess.filters = [ …, { tokens { max = 100 } } ]")
                .hasMessageContaining(
                        "preprocess.filter.deduplicate (" + file + ":4). It is preprocess.deduplicate now.")
                .hasMessageContaining("preprocess.filter.max-ratio (command line).");
    }

    @Test
    void everyNumberHasItsBounds() {
        SettingsKeys.LEAVES.forEach((key, component) -> {
            if (component.getType() == int.class || component.getType() == double.class) {
                var range = component.getAnnotation(Range.class);
                assertThat(range).as(key).isNotNull();
                assertThat(Math.min(range.max(), range.below())).as(key).isFinite();
                assertThat(Math.max(range.min(), range.above())).as(key).isFinite();
            }
        });
    }

    @Test
    void memoryIsBoundedToo() {
        assertThat(with("spark.memory=64t").spark().memory().bytes()).isEqualTo(1L << 46);
        for (String size : List.of("65t", "999999999t", "999999999g")) {
            assertThatThrownBy(() -> with("spark.memory=" + size)).hasMessageContaining("of at most 64t");
        }
    }
}
