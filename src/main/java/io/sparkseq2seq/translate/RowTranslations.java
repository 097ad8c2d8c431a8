package io.sparkseq2seq.translate;

import java.io.Serializable;

/**
 * The translations of a row, on their way back to it.
 *
 * @param place of the row
 * @param hash by which it is known
 * @param columns what has become of each of its texts
 */
record RowTranslations(RowTexts.Place place, int hash, OfText[] columns) implements Serializable {}
