package io.sparkseq2seq.train;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings.SubwordSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What decides the course of a training, and so must be the same to go on with it: the corpus and, key by key, the
 * seed, the network's settings, those of learning and the model whose weights it began with, by its fingerprint. How
 * long to train and what to keep may change.
 *
 * @param corpus its fingerprint
 * @param settings by their keys; one that is absent, since it is newer, has its default
 * @param startFrom path of the model to start from as the user named it, without its secrets; empty: none. Two that
 *     differ only in this are the same course
 */
record Course(String corpus, Map<String, String> settings, String startFrom) {
    private static final String START = "train.start-from";

    private static final Set<String> FREE = Set.of(
            "train.corpus",
            "train.model",
            "train.overwrite",
            "train.epochs",
            "train.max-minutes",
            "train.patience",
            "train.average-best",
            "train.checkpoints",
            "train.checkpoint-minutes",
            "train.max-skipped-share",
            "train.report-samples");

    /** Those that say how long to train, and what becomes the model. */
    private static final Set<String> LENGTH =
            Set.of("train.epochs", "train.max-minutes", "train.patience", "train.average-best");

    /** Those that count only where subwords are drawn anew. */
    private static final Set<String> SAMPLING =
            Set.of("train.subword-sampling.dropout", "train.subword-sampling.alpha");

    /** @param startFrom null in a checkpoint that is older than the setting */
    Course {
        startFrom = startFrom == null ? "" : startFrom;
    }

    /** @param start fingerprint of the model whose weights it began with; empty: random ones */
    static Course of(String corpus, Settings settings, String start) {
        var course = new TreeMap<String, String>();
        boolean samples = settings.train().subwordSampling().side() != SubwordSampling.Side.NONE;
        settings.values().forEach((key, value) -> {
            if (key.equals("seed")
                    || key.startsWith("model.")
                    || key.startsWith("train.")
                            && !key.startsWith("train.valid.")
                            && !FREE.contains(key)
                            && (samples || !SAMPLING.contains(key))) {
                course.put(key, value);
            }
        });
        course.put(START, start);
        return new Course(corpus, course, Secrets.masked(settings.train().startFrom()));
    }

    /** Fingerprint of the model whose weights it began with; empty: random ones. */
    String start() {
        return settings.getOrDefault(START, "");
    }

    /** Whether two trainings of one course end with the same model, too. */
    static boolean endsAlike(Settings one, Settings other) {
        var left = one.values();
        var right = other.values();
        return left.keySet().stream()
                .filter(key -> LENGTH.contains(key) || key.startsWith("train.valid."))
                .allMatch(key -> left.get(key).equals(right.get(key)));
    }

    /** In what this course, of before, differs from the one now, for people; nothing when it does not. */
    List<String> differences(Course now) {
        var defaults = Settings.load(Optional.empty(), List.of()).values();
        var differences = new ArrayList<String>();
        if (!corpus.equals(now.corpus)) {
            differences.add("the corpus was another one");
        }
        now.settings.forEach((key, value) -> {
            var before = settings.getOrDefault(key, defaults.get(key));
            if (!value.equals(before)) {
                differences.add(key + " was " + shown(key, before) + " and is " + shown(key, value));
            }
        });
        return differences;
    }

    private static String shown(String key, String value) {
        if (!key.equals(START)) {
            return value;
        }
        return value.isEmpty() ? "not set" : "the model " + value;
    }
}
