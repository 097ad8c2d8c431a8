package io.sparkseq2seq.train;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * What becomes the model: the best epoch, or the mean of the best ones' parameters.
 *
 * @param epochs one, or those that the mean is of, in their order
 * @param folder of its weights
 * @param valid what it validated to
 */
record Chosen(List<Integer> epochs, Path folder, Validation.Result valid) {
    static Chosen of(EpochResult epoch, Path folder) {
        return new Chosen(List.of(epoch.epoch()), folder, new Validation.Result(epoch.validLoss(), epoch.validBleu()));
    }

    /** For people: its epoch, or of which ones it is the mean. */
    String name() {
        return (epochs.size() > 1 ? "mean of epochs " : "epoch ")
                + epochs.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
