package io.sparkseq2seq.glossary;

import java.util.List;

/**
 * Something in a source that the translation must hold in one of its forms.
 *
 * @param start where it stands in the source
 * @param end exclusive
 * @param forms in the target language, at least one; any of them will do
 * @param number whether it is a number, which no digit may precede or follow
 */
public record Required(int start, int end, List<String> forms, boolean number) {}
