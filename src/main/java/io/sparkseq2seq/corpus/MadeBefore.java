package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.Release;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A corpus that is there where one is to be made. Of the same inputs, by the same settings and the same versions of
 * this tool, Spark and Java, the new one would be the same, to the last bit: there is nothing to do, if all of its
 * files are as they were written.
 *
 * @param corpus that is there
 * @param differences in what it was made otherwise, for people
 */
record MadeBefore(Corpus corpus, List<String> differences) {
    /** Settings that say where, and not what. */
    private static final Set<String> ELSEWHERE =
            Set.of("preprocess.explain", "preprocess.output", "preprocess.overwrite");

    /** What is there; nothing where it is no corpus that can be used. */
    static Optional<MadeBefore> find(SparkSession spark, Settings settings, Provenance now) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var path = settings.preprocess().output();
        try {
            var corpus = Corpus.open(path, hadoop);
            var differences = new ArrayList<>(differences(corpus, settings, now, spark));
            if (differences.isEmpty()) {
                damage(corpus, path, spark).ifPresent(differences::add);
            }
            return Optional.of(new MadeBefore(corpus, differences));
        } catch (UserException e) {
            // Whatever is there, it is not that.
            return Optional.empty();
        }
    }

    private static List<String> differences(Corpus corpus, Settings settings, Provenance now, SparkSession spark) {
        var differences = new ArrayList<String>();
        var manifest = corpus.manifest();
        var tool = manifest.tool();
        if (!tool.equals(Release.version())) {
            differences.add("version " + tool + " has made it, and this is " + Release.version());
        }
        if (!manifest.spark().equals(spark.version())) {
            differences.add("Spark " + manifest.spark() + " has made it, and this is " + spark.version());
        }
        otherSettings(manifest, settings).forEach((key, then) -> differences.add(key + then));
        Provenance.read(TextFiles.path(corpus.path()), spark.sparkContext().hadoopConfiguration())
                .ifPresentOrElse(
                        then -> differences.addAll(then.differences(now)),
                        () -> differences.add("what it was made of is not known"));
        return differences;
    }

    /** What the settings of preprocess were, where that was something else, in words that go on from their keys. */
    static TreeMap<String, String> otherSettings(Manifest manifest, Settings settings) {
        var then = Settings.parse(manifest.settings()).values();
        // Written and read as they were.
        var now = Settings.parse(settings.render()).values();
        var others = new TreeMap<String, String>();
        now.forEach((key, value) -> {
            var before = then.get(key);
            boolean counts = key.equals("seed") || key.startsWith("preprocess.") && !ELSEWHERE.contains(key);
            if (counts && !value.equals(before)) {
                others.put(
                        key,
                        value.startsWith("[") || before.startsWith("[")
                                ? " was another one"
                                : " was '" + before + "' and is '" + value + "'");
            }
        });
        return others;
    }

    /** Where its files are not those that preprocess wrote. */
    private static Optional<String> damage(Corpus corpus, String path, SparkSession spark) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var damage = Published.damage(TextFiles.path(path), hadoop);
        if (damage.isPresent()) {
            return damage;
        }
        try {
            corpus.check(spark, Corpus.SETS.toArray(String[]::new));
            if (corpus.manifest().lexicon().entries() > 0) {
                corpus.lexicon(hadoop);
            }
            return Optional.empty();
        } catch (UserException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether there is nothing to do. */
    boolean isTheSame() {
        return differences.isEmpty();
    }

    /**
     * The summary of a job that has found it.
     *
     * @param path of the corpus
     * @param time that looking took
     */
    JobSummary summary(Settings settings, Duration time) {
        var preprocess = settings.preprocess();
        return new JobSummary("preprocess")
                .put("outcome", "nothing new")
                .putAll(corpus.manifest()
                        .summary(preprocess.output(), preprocess.subwords().maxWords()))
                .put("time", time);
    }

    /** @throws UserException that tells why the corpus there is not what would be made */
    void refuseToReplace(String path) {
        throw new UserException(
                "the output exists already, and is not what would be made now: " + String.join("; ", differences),
                path,
                "Name another preprocess.output, or set preprocess.overwrite=true to replace it.");
    }
}
