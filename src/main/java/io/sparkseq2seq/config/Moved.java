package io.sparkseq2seq.config;

import java.util.Map;
import java.util.Optional;

/** Settings of earlier versions, and what stands for them now. */
final class Moved {
    private static final Map<String, String> NOW = Map.of(
            "preprocess.filter.max-tokens",
            rule("{ tokens { max = 100 } }"),
            "preprocess.filter.max-characters",
            rule("{ characters { max = 2000 } }"),
            "preprocess.filter.max-ratio",
            rule("{ ratio { max = 9 } }"),
            "preprocess.filter.deduplicate",
            "It is preprocess.deduplicate now.",
            "preprocess.filter.samples",
            "It is preprocess.rejected.samples now.",
            "preprocess.filter.max-rejected-share",
            "It is preprocess.rejected.max-share now.");

    private Moved() {}

    private static String rule(String entry) {
        return "It is a rule in a list now: preprocess.filters = [ …, " + entry
                + " ], which replaces the default list; write all rules that apply.";
    }

    /** How to write a setting of an earlier version; empty for a key that never was one. */
    static Optional<String> mend(String key) {
        return Optional.ofNullable(NOW.get(key));
    }
}
