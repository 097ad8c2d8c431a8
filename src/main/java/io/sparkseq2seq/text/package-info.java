/** Text as people write it: normalizing and splitting into words. Plain Java. May import {@code config} only. */
package io.sparkseq2seq.text;
