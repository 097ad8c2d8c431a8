/**
 * Who made a model, and whether it is still what was made: digests of its files, and a detached signature over them in
 * the form of OpenSSF model signing, with the JDK's own algorithms. May import {@code model}, {@code storage} and
 * {@code report}.
 */
package io.sparkseq2seq.signature;
