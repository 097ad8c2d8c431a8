package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static Settings settings(String... overrides) {
        return Settings.load(Optional.empty(), List.of(overrides));
    }

    private static Course course(String... overrides) {
        return Course.of("corpus", settings(overrides), "");
    }

    @Test
    void whatDecidesTheCourseIsNamedWhereItDiffers() {
        var before = course("train.batch=32", "model.cell=gru", "seed=3");
        assertThat(before.differences(course("train.batch=64", "model.cell=lstm", "seed=3")))
                .containsExactly("model.cell was gru and is lstm", "train.batch was 32 and is 64");
        assertThat(before.differences(Course.of("other", settings("train.batch=32", "model.cell=gru", "seed=3"), "")))
                .containsExactly("the corpus was another one");
    }

    @Test
    void aModelToStartFromIsTheOneOfItsFingerprintWhereverItLies() {
        var moved = Course.of("corpus", settings("train.start-from=moved"), "12ab");
        var before = Course.of("corpus", settings("train.start-from=x"), "12ab");
        assertThat(before.start()).isEqualTo("12ab");
        assertThat(before.startFrom()).isEqualTo("x");
        assertThat(before.differences(moved)).isEmpty();
        assertThat(before.differences(Course.of("corpus", settings("train.start-from=x"), "77ff")))
                .containsExactly("train.start-from was the model 12ab and is the model 77ff");
        assertThat(before.differences(course())).containsExactly("train.start-from was the model 12ab and is not set");
    }

    @Test
    void howLongToTrainAndWhatToKeepMayChange() {
        assertThat(course().differences(course(
                        "train.epochs=3",
                        "train.max-minutes=7",
                        "train.patience=9",
                        "train.checkpoints=7",
                        "train.checkpoint-minutes=1",
                        "train.valid.beam=3",
                        "train.model=x",
                        "translate.beam=2",
                        "train.overwrite=true")))
                .isEmpty();
        assertThat(Course.endsAlike(settings(), settings("train.overwrite=true", "translate.beam=2")))
                .isTrue();
        assertThat(Course.endsAlike(settings(), settings("train.epochs=3"))).isFalse();
        assertThat(Course.endsAlike(settings(), settings("train.valid.metric=loss")))
                .isFalse();
    }

    @Test
    void howSubwordsAreDrawnCountsOnlyWhereTheyAre() {
        var other = "train.subword-sampling.dropout=0.3";
        assertThat(course().differences(course(other, "train.subword-sampling.alpha=0.9")))
                .isEmpty();
        assertThat(course(other).settings()).doesNotContainKey("train.subword-sampling.dropout");
        var both = "train.subword-sampling.side=both";
        assertThat(course(both).differences(course(both, other))).hasSize(1);
        assertThat(course().differences(course(both))).hasSize(1);
        // A checkpoint of an earlier release has them in any case.
        var older = new HashMap<>(course().settings());
        older.put("train.subword-sampling.dropout", "0.7");
        assertThat(new Course("corpus", older, null).differences(course())).isEmpty();
    }

    @Test
    void aSettingThatIsNewerThanTheCheckpointHasItsDefault() {
        var older = new HashMap<>(course().settings());
        assertThat(older.remove("train.adam.epsilon")).isNotNull();
        older.put("train.no-longer-there", "7");
        assertThat(new Course("corpus", older, null).differences(course())).isEmpty();
        assertThat(new Course("corpus", older, null).differences(course("train.adam.epsilon=0.1")))
                .hasSize(1);
    }
}
