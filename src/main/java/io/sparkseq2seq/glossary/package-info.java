/**
 * Terms and numbers in a source and the forms that they have in its translation: text only, without a model. Plain
 * Java. May import {@code text} and {@code storage}.
 */
package io.sparkseq2seq.glossary;
