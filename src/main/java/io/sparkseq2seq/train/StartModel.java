package io.sparkseq2seq.train;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.ModelWeights;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.storage.TextFiles;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The finished model whose weights a training begins with, where one is named: of the same subwords and sizes. Nothing
 * but weights is taken from it.
 *
 * <p>Which one it is, its fingerprint says. It is read at the start alone: a training that was cut off goes on without
 * it, and it is asked for again only where another path is named.
 *
 * @param path as the user gave it; empty: none
 * @param isReplaced whether it is the model that is trained
 */
record StartModel(String path, boolean isReplaced, Configuration hadoop) {
    static StartModel of(TrainSettings train, Configuration hadoop) {
        var path = train.startFrom();
        boolean replaced =
                !path.isBlank() && TextFiles.qualified(path, hadoop).equals(TextFiles.qualified(train.model(), hadoop));
        return new StartModel(path, replaced, hadoop);
    }

    /**
     * The fingerprint of the model for a training that is done. A model that the training has replaced is another one
     * now, and one that has been removed has none; both are taken to be what they were when the training began.
     *
     * @param before fingerprint that it began with; empty: with random weights
     * @throws UserException when there is none or it can't be read
     */
    String fingerprint(String before) {
        if (path.isBlank()) {
            return "";
        }
        boolean gone = isReplaced || !before.isEmpty() && !isThere();
        return gone ? before : TranslationModel.fingerprint(path, hadoop);
    }

    /**
     * The fingerprint of the model for a training that was cut off, and may have begun with another one.
     *
     * @param before fingerprint that it began with; empty: with random weights
     * @param isPublished whether that training has published its model already, to which it goes on
     * @throws UserException when there is none or it can't be read
     */
    String fingerprint(String before, BooleanSupplier isPublished) {
        if (isNone()) {
            return "";
        }
        return isReplaced && isPublished.getAsBoolean() ? before : TranslationModel.fingerprint(path, hadoop);
    }

    /** With which weights a new training begins, for people; empty where no model is named. */
    static String told(String path, Course course) {
        if (path.isBlank()) {
            return "";
        }
        return course.start().isEmpty()
                ? "begins with random weights: there is no model at " + Secrets.masked(path)
                : "begins with the weights of " + Secrets.masked(path);
    }

    /** Whether a training begins with random weights: so does one of a model that learns on, at first. */
    private boolean isNone() {
        return path.isBlank() || isReplaced && !isThere();
    }

    private boolean isThere() {
        return TextFiles.exists(TextFiles.path(path), hadoop);
    }

    /**
     * Gives a network its weights, where there is one.
     *
     * @return its fingerprint; empty where there is none, and the network stays as it is
     * @throws UserException when it cannot be read, or is of other subwords or sizes
     */
    String initialize(ComputationGraph graph, Settings settings, Corpus corpus) {
        if (isNone()) {
            return "";
        }
        try (var model = TranslationModel.load(path, hadoop)) {
            check(model, corpus);
            var weights = ModelWeights.of(graph);
            var differences = model.weights().differences(weights);
            if (!differences.isEmpty()) {
                throw new UserException(
                        "the model to start from is of other sizes: " + String.join(", ", differences),
                        path,
                        "Set these as it has them, or leave train.start-from out.");
            }
            weights.set(model.weights());
            return model.fingerprint();
        }
    }

    private void check(TranslationModel model, Corpus corpus) {
        boolean source = model.sourceSubwords().isSameAs(corpus.sourceSubwords());
        boolean target = model.targetSubwords().isSameAs(corpus.targetSubwords());
        if (!source || !target) {
            throw new UserException(
                    "the model to start from has other subwords than the corpus, on "
                            + (source ? "the target side" : target ? "the source side" : "both sides"),
                    path,
                    "Make the corpus with preprocess.extend, naming the corpus that this model was trained on.");
        }
    }
}
