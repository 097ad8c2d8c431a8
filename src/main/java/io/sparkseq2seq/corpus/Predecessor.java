package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.parallel.ParallelText;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * A corpus made before, whose held-out sources stay held out in a new one; and whose subwords stay, too, where the new
 * one extends it.
 *
 * <p>All that is taken from it is in memory once it is found, so the new one may replace it.
 *
 * @param path as the user gave it
 * @param corpus that was made before
 * @param keepsSubwords whether the new one extends it
 */
record Predecessor(String path, Corpus corpus, boolean keepsSubwords) {
    private static final String SUBWORDS = "preprocess.subwords.";
    /** Those that say where the subwords come from, or how they are learned where they are. */
    private static final Set<String> NOT_OF_SUBWORDS =
            Set.of(SUBWORDS + "model", SUBWORDS + "target-model", SUBWORDS + "joint", SUBWORDS + "max-words");

    /**
     * The corpus that the settings name, if they name one.
     *
     * @throws UserException when there is none; but a corpus that extends itself has none at first
     */
    static Optional<Predecessor> find(PreprocessSettings settings, Configuration hadoop) {
        if (!settings.holdout().like().isBlank()) {
            var like = settings.holdout().like();
            return Optional.of(new Predecessor(like, Corpus.open(like, hadoop), false));
        }
        var extended = settings.extend();
        if (extended.isBlank() || isReplaced(settings, hadoop) && !isThere(extended, hadoop)) {
            return Optional.empty();
        }
        var corpus = Corpus.open(extended, hadoop);
        if (corpus.manifest().joint() != settings.subwords().joint()) {
            throw new UserException(
                    corpus.manifest().joint()
                            ? "that corpus has one subword model for both sides, and the new one is to have two"
                            : "that corpus has a subword model for each side, and the new one is to have one",
                    extended,
                    "Set preprocess.subwords.joint=" + corpus.manifest().joint() + ".");
        }
        return Optional.of(new Predecessor(extended, corpus, true));
    }

    /** Whether the corpus that is extended is the output itself. */
    static boolean isReplaced(PreprocessSettings settings, Configuration hadoop) {
        return !settings.extend().isBlank()
                && TextFiles.qualified(settings.extend(), hadoop)
                        .equals(TextFiles.qualified(settings.output(), hadoop));
    }

    /** Whether anything is: a corpus that lacks its manifest is damaged, not one to begin with. */
    private static boolean isThere(String path, Configuration hadoop) {
        try {
            var folder = TextFiles.path(path);
            var files = TextFiles.fileSystem(folder, hadoop);
            return files.exists(folder) && files.listStatus(folder).length > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** What of it decides on the new one. */
    String identity() {
        var manifest = corpus.manifest();
        return manifest.holdout()
                + (keepsSubwords
                        ? " " + manifest.source().sha256() + " "
                                + manifest.target().sha256()
                        : "");
    }

    /**
     * Which sources were held out.
     *
     * @throws UserException when its text was normalized in another way, or a set that it held out is given now
     */
    HoldOut holdout(Cleaning cleaning) {
        var bounds = corpus.manifest().holdout();
        refuseBoth("preprocess.valid", cleaning.settings().valid(), bounds.holdsOutValid(), cleaning);
        refuseBoth("preprocess.test", cleaning.settings().test(), bounds.holdsOutTest(), cleaning);
        var repairs = Settings.parse(corpus.manifest().settings()).preprocess().repair();
        if (!corpus.sourceSubwords().normalizer().equals(cleaning.normalizer())
                || !Set.copyOf(repairs).equals(Set.copyOf(cleaning.settings().repair()))) {
            throw new UserException(
                    "that corpus was normalized in another way, so its held-out sources cannot be known again",
                    path,
                    "Give preprocess.lowercase, .chinese and .repair as it was made, or no preprocess."
                            + (keepsSubwords ? "extend." : "holdout.like."));
        }
        return bounds;
    }

    /** What was held out would come into another set. */
    private void refuseBoth(String key, PreprocessSettings.Held given, boolean holdsOut, Cleaning cleaning) {
        if (holdsOut && ParallelText.given(key, cleaning.settings(), given).isPresent()) {
            throw new UserException(
                    "that corpus held out pairs of its own for " + key + ", which is given now",
                    path,
                    "Leave " + key + " out, or preprocess." + (keepsSubwords ? "extend." : "holdout.like."));
        }
    }

    /** What the settings ask for and will not get: sets that are held out nowhere, and other subwords. */
    List<String> warnings(Settings settings) {
        var preprocess = settings.preprocess();
        var bounds = corpus.manifest().holdout();
        var warnings = new ArrayList<String>();
        if (!bounds.holdsOutValid()
                && preprocess.holdout().valid() > 0
                && isNotGiven("valid", preprocess, preprocess.valid())) {
            warnings.add(without("validation"));
        }
        if (!bounds.holdsOutTest()
                && preprocess.holdout().test() > 0
                && isNotGiven("test", preprocess, preprocess.test())) {
            warnings.add(without("test"));
        }
        if (keepsSubwords) {
            MadeBefore.otherSettings(corpus.manifest(), settings).forEach((key, then) -> {
                if (key.startsWith(SUBWORDS) && !NOT_OF_SUBWORDS.contains(key)) {
                    warnings.add(key + then + ", and counts for nothing: the subwords of " + path + " stay");
                }
            });
        }
        return warnings;
    }

    private static boolean isNotGiven(String set, PreprocessSettings settings, PreprocessSettings.Held given) {
        return ParallelText.given("preprocess." + set, settings, given).isEmpty();
    }

    private String without(String set) {
        return "there will be no " + set + " set: " + path + " holds none out, and none is given";
    }

    /** Its subwords of a side, where they stay. */
    Optional<SubwordLearning> subwords(String side) {
        return keepsSubwords
                ? Optional.of(SubwordLearning.given(
                        side.equals(Pairs.SOURCE) ? corpus.sourceSubwords() : corpus.targetSubwords()))
                : Optional.empty();
    }
}
