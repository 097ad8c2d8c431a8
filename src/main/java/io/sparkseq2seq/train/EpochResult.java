package io.sparkseq2seq.train;

/**
 * What an epoch came to; a line of {@code metrics.jsonl}.
 *
 * @param step batches of a worker so far
 * @param tokens target tokens trained in the epoch
 * @param loss mean training loss of a target token in nats, label smoothing included
 * @param validLoss mean loss of a target token of the validation set, without smoothing; NaN when not validated
 * @param validBleu BLEU of the validation set; NaN when not translated
 * @param tokensPerSecond target tokens trained a second
 * @param averagingShare share of the training time in which no worker computed
 * @param minutes of training so far, validation included
 */
record EpochResult(
        int epoch,
        int step,
        long tokens,
        double loss,
        double validLoss,
        double validBleu,
        double tokensPerSecond,
        double averagingShare,
        double minutes) {}
