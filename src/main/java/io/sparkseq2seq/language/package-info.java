/** In which language a text is. Plain Java; it may use settings. */
package io.sparkseq2seq.language;
