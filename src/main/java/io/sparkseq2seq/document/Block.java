package io.sparkseq2seq.document;

import java.util.List;

/**
 * A stretch of a text in which sentences may lie: a paragraph, an item of a list, a line.
 *
 * @param start in the text, at something other than white space
 * @param end exclusive, behind such
 * @param breaks the wrapped line ends within it: spans of white space with a line break each
 */
record Block(int start, int end, List<Break> breaks) {

    /** White space from {@code start} to {@code end}, exclusive, with a line break that ends no sentence by itself. */
    record Break(int start, int end) {}
}
