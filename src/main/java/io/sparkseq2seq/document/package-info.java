/**
 * Texts of any form as the sentences to translate, and back: {@link io.sparkseq2seq.document.Document}. Paragraphs,
 * lists, line breaks, white space and markup are kept. Plain Java. May import {@code text} and what it may.
 */
package io.sparkseq2seq.document;
