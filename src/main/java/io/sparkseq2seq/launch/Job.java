package io.sparkseq2seq.launch;

import java.util.Locale;
import java.util.Optional;

/** The jobs on Spark. */
public enum Job {
    PREPROCESS,
    TRAIN,
    EVALUATE,
    TRANSLATE;

    /** By its command; nothing for a command that needs no Spark. */
    public static Optional<Job> of(String command) {
        for (var job : values()) {
            if (job.name().toLowerCase(Locale.ROOT).equals(command)) {
                return Optional.of(job);
            }
        }
        return Optional.empty();
    }
}
