package io.sparkseq2seq.train;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * What becomes the model: the best epoch, or the mean of the best ones' parameters.
 *
 * @param epochs one, or those that the mean is of, in their order; 0 is the model that the training began with
 * @param folder of its weights
 * @param valid what it validated to
 */
record Chosen(List<Integer> epochs, Path folder, Validation.Result valid) {
    static Chosen of(EpochResult epoch, Path folder) {
        return new Chosen(List.of(epoch.epoch()), folder, new Validation.Result(epoch.validLoss(), epoch.validBleu()));
    }

    /** For people: its epoch, or of which ones it is the mean. */
    String name() {
        if (epochs.equals(List.of(0))) {
            return "the start model's; no epoch was better";
        }
        boolean started = epochs.contains(0);
        var trained = epochs.stream().filter(epoch -> epoch > 0).toList();
        return (epochs.size() > 1 ? "mean of " : "")
                + (started ? "the start model and " : "")
                + (trained.size() > 1 ? "epochs " : "epoch ")
                + trained.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
