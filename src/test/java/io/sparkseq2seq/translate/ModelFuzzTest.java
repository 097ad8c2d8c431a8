package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and foreign models, drawn at random: each is refused in one line or translates as the true one. With its
 * digests made anew, as by one who means harm, a model may be another one, but it is read or refused all the same, and
 * never more than its size in memory. {@code -Dfuzz.cases=N} tries N, {@code -Dfuzz.seed=S} others.
 */
class ModelFuzzTest {
    private static final int CASES = Integer.getInteger("fuzz.cases", 60);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final double MOST_SECONDS = 20;
    /** Beside what the model's files take twice; what Java itself takes to open files. */
    private static final long SOME_BYTES = 16 << 20;

    private static final List<String> LINES = List.of("Tom loves the dog", "我们 playing football.");
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    static Path folder;

    private static List<Outcome> expected;

    @BeforeAll
    static void models() {
        SavedModel.write(folder.resolve("true"), 1, EchoModel.SUBWORDS, SavedModel.others());
        SavedModel.write(folder.resolve("other"), 2, SavedModel.others(), EchoModel.SUBWORDS);
        expected = translated(folder.resolve("true"));
        assertThat(expected).allMatch(outcome -> outcome.error() == null);
        assertThat(translated(folder.resolve("other"))).isNotEqualTo(expected);
    }

    private static List<Outcome> translated(Path model) {
        try (var loaded = TranslationModel.load(model.toString(), HADOOP).in(DecodingPrecision.MODEL)) {
            return Outcome.of(new Translator(loaded, new BeamSearch(2, 0.6, 20, 3), 8, 100), LINES);
        }
    }

    @Test
    void aModelIsRefusedInOneLineOrTranslatesAsItShould() throws IOException {
        var outcomes = new TreeMap<String, Integer>();
        for (int i = 0; i < CASES; i++) {
            var random = new Random(SEED * 1_000_003 + i);
            var mutation = ModelMutation.values()[random.nextInt(ModelMutation.values().length)];
            boolean resealed = random.nextInt(3) == 0;
            var name = "case " + i + ", " + mutation + (resealed ? ", with new digests" : "");
            outcomes.merge(outcome(name, mutation, resealed, random), 1, Integer::sum);
        }
        System.out.println(CASES + " models: " + outcomes);
        assertThat(outcomes.get("refused")).isGreaterThan(CASES / 3);
    }

    private static String outcome(String name, ModelMutation mutation, boolean resealed, Random random)
            throws IOException {
        var model = folder.resolve("mutated");
        FileUtils.deleteDirectory(model.toFile());
        FileUtils.copyDirectory(folder.resolve("true").toFile(), model.toFile(), file -> !file.getName()
                .endsWith(".crc"));
        mutation.apply(model, folder.resolve("other"), random);
        if (resealed) {
            Files.deleteIfExists(model.resolve(Checksums.FILE));
            Checksums.write(new org.apache.hadoop.fs.Path(model.toUri()), Set.of(), HADOOP);
        }
        long most = 2 * FileUtils.sizeOfDirectory(model.toFile()) + SOME_BYTES;
        long heap = allocated();
        long before = Pointer.totalBytes();
        long started = System.nanoTime();
        try {
            var outcomes = translated(model);
            assertThat(resealed || outcomes.equals(expected)).as(name).isTrue();
            return outcomes.equals(expected) ? "the same" : "another model";
        } catch (UserException e) {
            assertThat(e.getMessage()).as(name).hasLineCount(1).contains(model.toString());
            assertThat(allocated() - heap).as(name).isLessThan(most);
            return "refused";
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name, e);
        } finally {
            assertThat((System.nanoTime() - started) / 1e9).as(name).isLessThan(MOST_SECONDS);
            assertThat(Pointer.totalBytes() - before).as(name).isLessThan(most);
        }
    }

    /** Bytes that this thread has ever taken from the heap. */
    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
