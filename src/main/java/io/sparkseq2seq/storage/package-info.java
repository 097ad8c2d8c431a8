/**
 * Files on any Hadoop file system: outputs that appear whole or not at all, and small text files. May import
 * {@code config} only.
 */
package io.sparkseq2seq.storage;
