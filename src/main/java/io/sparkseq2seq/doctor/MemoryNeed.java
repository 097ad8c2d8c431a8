package io.sparkseq2seq.doctor;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.model.TranslationModel;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * The least that an executor needs outside of the heap: what parameters alone take, without batches.
 *
 * @param what it is for
 * @param parameters of the network
 * @param tasks of a JVM at the same time
 * @param bytes in a JVM
 */
record MemoryNeed(String what, long parameters, int tasks, long bytes) {
    /** Weights, gradients and the optimizer's two moments, in single precision. */
    private static final int TRAINED = 4 * Float.BYTES;

    /** Of training a network on a corpus that is there; each task has a network of its own. */
    static MemoryNeed ofTraining(Settings settings, int tasks, Configuration hadoop) {
        var manifest = Corpus.open(settings.train().corpus(), hadoop).manifest();
        long parameters = Network.parameters(
                settings.model(), manifest.source().size(), manifest.target().size());
        return new MemoryNeed("training", parameters, tasks, parameters * TRAINED * tasks);
    }

    /** Of translating with a model, which the tasks of a JVM share. */
    static MemoryNeed ofTranslation(String model, int tasks, Configuration hadoop) {
        long parameters = TranslationModel.parameters(model, hadoop);
        return new MemoryNeed("translating", parameters, tasks, parameters * Float.BYTES);
    }

    /** @param limit of a JVM's native memory, in bytes */
    Finding within(long limit) {
        var topic = "memory of " + what;
        var found = String.format(
                Locale.ROOT,
                "%,d parameters, %d task(s) in a JVM: at least %s of %s",
                parameters,
                tasks,
                Doctor.size(bytes),
                Doctor.size(limit));
        return bytes > limit
                ? Finding.fail(topic, found, "Raise spark.off-heap, or give an executor fewer cores.")
                : Finding.ok(topic, found);
    }
}
