/**
 * The quality gate: whether what a run has translated may be published. It looks at rows that are translated and
 * written already; it translates nothing and publishes nothing.
 */
package io.sparkseq2seq.gate;
