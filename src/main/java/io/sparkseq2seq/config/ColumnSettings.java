package io.sparkseq2seq.config;

import java.io.Serializable;

/**
 * An entry of {@code translate.columns}.
 *
 * @param source the column to translate; {@code doc.title} is a field of a struct
 * @param translation the column of its translation, after which the others that it adds are named
 */
public record ColumnSettings(String source, String translation) implements Serializable {}
