/**
 * What every job needs of a Hadoop file system: outputs that appear whole or not at all, small text files, and the
 * summary that a job leaves. May use {@code config} only.
 */
package io.sparkseq2seq.storage;
