package io.sparkseq2seq.document;

/**
 * Puts a mark in the place of a stretch of a translation.
 *
 * @param start of the stretch
 * @param end exclusive; {@code start} where the mark is put between two characters
 * @param text what stands there then
 * @param mark the mark's index
 */
record Edit(int start, int end, String text, int mark) {}
