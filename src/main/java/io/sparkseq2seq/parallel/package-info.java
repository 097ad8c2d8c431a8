/**
 * Parallel text in the formats that people have it in, read as pairs: lines that belong together, tables, and the files
 * of translators. Nothing is judged here; what lacks a side is a pair without it. May import {@code table} and what
 * that may.
 */
package io.sparkseq2seq.parallel;
