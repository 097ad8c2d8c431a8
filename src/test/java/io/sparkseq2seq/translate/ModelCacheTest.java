package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.Translation;
import io.sparkseq2seq.search.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private final ModelCache cache = new ModelCache();

    @BeforeEach
    void saveModels() {
        for (int seed = 1; seed <= 3; seed++) {
            SavedModel.write(folder.resolve("model" + seed), seed);
        }
    }

    private ModelCache.Lease take(int model, int most) {
        var path = folder.resolve("model" + model).toString();
        return cache.take(path, TranslationModel.fingerprint(path, HADOOP), most, HADOOP);
    }

    private static Translation translation(ModelCache.Lease lease) {
        return new Translator(lease.model(), new BeamSearch(2, 0.6, 20, 3), 4, 100)
                .translate(List.of("Tom loves the dog"))
                .get(0);
    }

    @Test
    void aModelIsLoadedOnceWhereverItLies() throws IOException {
        FileUtils.copyDirectory(
                folder.resolve("model1").toFile(), folder.resolve("model4").toFile());
        try (var one = take(1, 3);
                var again = take(1, 3);
                var copy = take(4, 3)) {
            assertThat(again.model()).isSameAs(one.model());
            assertThat(copy.model()).isSameAs(one.model());
        }
    }

    @Test
    void modelsThatAreUsedInTurnDoNotLoadEachOther() {
        var first = take(1, 2);
        var second = take(2, 2);
        for (int i = 0; i < 3; i++) {
            first.close();
            second.close();
            try (var one = take(1, 2);
                    var two = take(2, 2)) {
                assertThat(one.model()).isSameAs(first.model());
                assertThat(two.model()).isSameAs(second.model());
            }
        }
    }

    @Test
    void theOneThatWasNotUsedForLongestIsFreed() {
        take(1, 2).close();
        var second = take(2, 2);
        second.close();
        var first = take(1, 2);
        first.close();
        long before = Pointer.totalBytes();
        take(3, 2).close();
        assertThat(cache.size()).isEqualTo(2);
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
        assertThat(take(1, 2).model()).isSameAs(first.model());
        assertThat(take(2, 2).model()).isNotSameAs(second.model());
    }

    @Test
    void aModelInUseIsNotFreed() {
        var first = take(1, 1);
        var before = translation(first);
        take(2, 1).close();
        take(3, 1).close();
        assertThat(cache.size()).isEqualTo(2);
        assertThat(translation(first)).isEqualTo(before);
        first.close();
        first.close();
        take(2, 1).close();
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void aModelThatWasReplacedIsNotTakenForTheOneThatWasAskedFor() throws IOException {
        var path = folder.resolve("model1").toString();
        var asked = TranslationModel.fingerprint(path, HADOOP);
        FileUtils.deleteDirectory(folder.resolve("model1").toFile());
        Files.move(folder.resolve("model2"), folder.resolve("model1"));
        assertThatThrownBy(() -> cache.take(path, asked, 2, HADOOP))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the model was replaced while the job ran");
        assertThat(cache.size()).isZero();
    }
}
