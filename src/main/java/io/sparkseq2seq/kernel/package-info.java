/**
 * The network's arithmetic: matrices in native memory ({@link io.sparkseq2seq.kernel.Tensor}), their products in single
 * precision, bf16 and 8 bits ({@link io.sparkseq2seq.kernel.MatrixProduct}), fused element-wise kernels
 * ({@link io.sparkseq2seq.kernel.Kernels}), and the measurement of where the time goes
 * ({@link io.sparkseq2seq.kernel.Phases}).
 *
 * <p>No layer, no vocabulary, no DL4J graph and no Spark. May import {@code config} only.
 */
package io.sparkseq2seq.kernel;
