package io.sparkseq2seq.storage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an output is. Only an output of the same kind is ever replaced. */
public enum Kind {
    CORPUS("a corpus", "preprocess"),
    MODEL("a model", "train"),
    TRANSLATIONS("translations", "translate"),
    EVALUATION("an evaluation", "evaluate"),
    /** How far a training had come. */
    CHECKPOINT("a checkpoint", "train"),
    /** A folder of checkpoints. */
    TRAINING("a training's checkpoints", "train");

    private final String words;
    private final String command;

    Kind(String words, String command) {
        this.words = words;
        this.command = command;
    }

    /** The setting by which a user lets an output be replaced. */
    String overwrite() {
        return command + ".overwrite=true";
    }

    /** Whether readers of that kind can use it: a checkpoint is a model as well. */
    boolean serves(Kind wanted) {
        return this == wanted || this == CHECKPOINT && wanted == MODEL;
    }

    /** In a sentence, with its article. */
    public String words() {
        return words;
    }

    @JsonValue
    String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
