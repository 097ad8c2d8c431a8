package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.parallel.ParallelText;
import io.sparkseq2seq.parallel.TrainingText;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.StrictJson;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * What a corpus is made of: the version of each input, by the setting that names it, in {@value #FILE}. The corpus
 * depends on them, the settings and the tool alone; so where all of these are as before, the same command would make
 * the same corpus again.
 *
 * @param inputs versions by names: digests of the files' paths, sizes and times of change, of subword models, users'
 *     jars and the files that their rules name those of what is in them, of tables their snapshots, of Java, whose
 *     Unicode tables count, its number, of Spark's settings that conditions depend on their values; empty where nothing
 *     tells whether an input has changed
 */
record Provenance(Map<String, String> inputs) {
    static final String FILE = "inputs.json";
    private static final int MOST_BYTES = 1 << 24;

    /**
     * Looks at the inputs as they are now, without reading them.
     *
     * @throws UserException when no input is given, or one is not there
     */
    static Provenance of(SparkSession spark, PreprocessSettings settings) {
        var inputs = new TreeMap<String, String>();
        var texts = TrainingText.of(settings).texts();
        for (int i = 0; i < texts.size(); i++) {
            var name = settings.inputs().isEmpty() ? "the text" : "preprocess.inputs[" + i + "]";
            inputs.put(name, version(texts.get(i), spark));
        }
        ParallelText.given("preprocess.valid", settings, settings.valid())
                .ifPresent(text -> inputs.put("preprocess.valid", version(text, spark)));
        ParallelText.given("preprocess.test", settings, settings.test())
                .ifPresent(text -> inputs.put("preprocess.test", version(text, spark)));
        var hadoop = spark.sparkContext().hadoopConfiguration();
        put("preprocess.subwords.model", settings.subwords().model(), inputs, hadoop);
        put("preprocess.subwords.target-model", settings.subwords().targetModel(), inputs, hadoop);
        if (!Predecessor.isReplaced(settings, hadoop)) {
            Predecessor.find(settings, hadoop).ifPresent(before -> inputs.put("the corpus before", before.identity()));
        }
        inputs.put("the version of Java", String.valueOf(Runtime.version().feature()));
        var rules = Stream.concat(
                settings.filters().stream(), settings.inputs().stream().flatMap(input -> input.filters().stream()));
        rules.forEach(rule -> {
            if (rule instanceof FilterRule.Custom custom) {
                new UserRule(custom).putVersions(inputs, hadoop);
            } else if (rule instanceof FilterRule.Where where) {
                var condition = new Condition(where.drop());
                inputs.put("the condition " + where.drop(), condition.version(spark));
                inputs.putAll(condition.settings(spark));
            }
        });
        return new Provenance(inputs);
    }

    private static String version(ParallelText text, SparkSession spark) {
        return text.version(spark).orElse("");
    }

    /** What is not there, the job itself complains of. */
    private static void put(String key, String path, Map<String, String> inputs, Configuration hadoop) {
        if (path.isBlank()) {
            return;
        }
        try {
            var file = TextFiles.path(path);
            inputs.put(key, TextFiles.exists(file, hadoop) ? "sha256:" + Checksums.sum(file, hadoop) : "");
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    /** What a corpus was made of; nothing where that cannot be read, as of one that an earlier version has made. */
    static Optional<Provenance> read(Path directory, Configuration hadoop) {
        try {
            return Optional.of(
                    StrictJson.read(TextFiles.bytes(new Path(directory, FILE), MOST_BYTES, hadoop), Provenance.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(Path directory, Configuration hadoop) {
        TextFiles.write(new Path(directory, FILE), StrictJson.write(this), hadoop);
    }

    /** In what this, of before, differs from the inputs now, for people; nothing when it does not. */
    List<String> differences(Provenance now) {
        var all = new TreeSet<>(inputs.keySet());
        all.addAll(now.inputs.keySet());
        return all.stream()
                .filter(key -> !now.inputs.getOrDefault(key, "").equals(inputs.get(key))
                        || inputs.get(key).isEmpty())
                .map(key -> !inputs.containsKey(key)
                        ? key + " is new"
                        : !now.inputs.containsKey(key)
                                ? key + " is gone"
                                : now.inputs.get(key).isEmpty()
                                        ? key + " does not tell whether it has changed"
                                        : key + " has changed")
                .toList();
    }
}
