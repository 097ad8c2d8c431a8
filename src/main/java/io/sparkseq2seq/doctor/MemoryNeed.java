package io.sparkseq2seq.doctor;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.model.TranslationModel;
import org.apache.hadoop.conf.Configuration;

/**
 * The least that an executor needs outside of the heap: what parameters alone take, without batches.
 *
 * @param what it is for
 * @param parameters of the network
 * @param bytes in a JVM
 */
record MemoryNeed(String what, long parameters, long bytes) {
    /** Weights, gradients and the optimizer's two moments, in single precision. */
    private static final int TRAINED = 4 * Float.BYTES;

    /** Of training a network on a corpus that is there, with so many tasks in a JVM, each with a network of its own. */
    static MemoryNeed ofTraining(Settings settings, int tasks, Configuration hadoop) {
        var manifest = Corpus.open(settings.train().corpus(), hadoop).manifest();
        long parameters = Network.parameters(
                settings.model(), manifest.source().size(), manifest.target().size());
        return new MemoryNeed("training", parameters, parameters * TRAINED * tasks);
    }

    /** Of translating with a model, which the tasks of a JVM share. */
    static MemoryNeed ofTranslation(String model, Configuration hadoop) {
        long parameters = TranslationModel.parameters(model, hadoop);
        return new MemoryNeed("translating", parameters, parameters * Float.BYTES);
    }
}
