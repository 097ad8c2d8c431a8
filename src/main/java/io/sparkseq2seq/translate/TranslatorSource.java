package io.sparkseq2seq.translate;

import io.sparkseq2seq.glossary.Glossary;
import io.sparkseq2seq.search.TextTranslator;
import java.io.Serializable;

/** Where a Spark task gets its translator: it travels to the executors, the translator does not. */
public interface TranslatorSource extends Serializable {

    /**
     * The translator, to be asked for once in a task and used until the task ends; the same one for all tasks of a JVM
     * that ask for the same model and settings is welcome.
     */
    TextTranslator get();

    /** What tells its model from all others, to be kept with what it translated; empty where nothing does. */
    default String fingerprint() {
        return "";
    }

    /** The digest of the glossary whose terms translations hold. */
    default String glossary() {
        return Glossary.EMPTY.digest();
    }
}
