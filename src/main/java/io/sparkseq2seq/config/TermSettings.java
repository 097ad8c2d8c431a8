package io.sparkseq2seq.config;

import java.io.Serializable;

/**
 * The {@code translate.terms} section: words that a translation must hold.
 *
 * @param glossary path of a file of terms; empty: none
 * @param copyNumbers whether the source's numbers must stand in the translation
 */
public record TermSettings(String glossary, boolean copyNumbers) implements Serializable {
    /** Whether anything is asked for. */
    boolean isUsed() {
        return copyNumbers || !glossary.isEmpty();
    }
}
