package io.sparkseq2seq.translate;

import io.sparkseq2seq.glossary.Glossary;
import io.sparkseq2seq.search.TextTranslator;
import java.io.Serializable;
import java.util.function.Supplier;

/** Where a Spark task gets its translator: it travels to the executors, the translator does not. */
public interface TranslatorSource extends Serializable {

    /**
     * The translator, to be asked for once in a task and used until the task ends; the same one for all tasks of a JVM
     * that ask for the same model and settings is welcome.
     */
    TextTranslator get();

    /** The translator of a task, got when the first text asks for it: a task without rows needs none. */
    default Supplier<TextTranslator> whenNeeded() {
        return new Supplier<>() {
            private TextTranslator translator;

            @Override
            public TextTranslator get() {
                translator = translator == null ? TranslatorSource.this.get() : translator;
                return translator;
            }
        };
    }

    /** What tells its model from all others, to be kept with what it translated; empty where nothing does. */
    default String fingerprint() {
        return "";
    }

    /** The digest of the glossary whose terms translations hold. */
    default String glossary() {
        return Glossary.EMPTY.digest();
    }
}
