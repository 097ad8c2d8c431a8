package io.sparkseq2seq.history;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;

/**
 * A run as its file tells of it.
 *
 * @param started ISO 8601, UTC
 * @param seconds it took
 * @param outcome {@code done}, {@code nothing new}, {@code refused} or {@code failed}
 * @param exit the code that the command ended with
 * @param message why it was refused or failed, one line; else empty
 * @param tool version
 * @param output what it wrote or was to write
 * @param summary as {@code --json} prints it; an empty object where the run failed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Run(
        String started,
        double seconds,
        String outcome,
        int exit,
        String message,
        String tool,
        String output,
        JsonNode summary) {
    /** A shorter run tells how long a model loads, not how fast it translates. */
    private static final double LEAST_CORE_SECONDS = 10;

    /** A file may lack what a version of the tool does not write. */
    Run {
        message = Objects.requireNonNullElse(message, "");
        output = Objects.requireNonNullElse(output, "");
    }

    Instant instant() {
        return Instant.parse(started);
    }

    /** A figure of the summary, by the path of its names; NaN where it is not there. */
    double figure(String... names) {
        var node = summary;
        for (var name : names) {
            node = node.path(name);
        }
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** The first of these figures that is there. */
    double anyFigure(String... names) {
        for (var name : names) {
            if (!Double.isNaN(figure(name))) {
                return figure(name);
            }
        }
        return Double.NaN;
    }

    /** Tokens a second of a core; NaN where nothing, or too little to tell, was translated. */
    double rate() {
        return figure("cost", "core_seconds") >= LEAST_CORE_SECONDS
                ? figure("cost", "tokens_per_second_a_core")
                : Double.NaN;
    }
}
