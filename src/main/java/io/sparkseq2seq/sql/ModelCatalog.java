package io.sparkseq2seq.sql;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.translate.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * The models that Spark's configuration names. {@code spark.seq2seq.models.NAME} is the path of one, and
 * {@code spark.seq2seq.models.NAME.SETTING} a setting of its search, with the meaning and the default that
 * {@code translate.SETTING} has in {@code seq2seq-reference.conf}. A name is of letters, digits, {@code -} and
 * {@code _}.
 *
 * <pre>
 * spark.seq2seq.models.en-de       hdfs:///models/en-de
 * spark.seq2seq.models.en-de.beam  2
 * spark.seq2seq.models.fr-de       hdfs:///models/fr-de
 * </pre>
 */
final class ModelCatalog {
    static final String PREFIX = "spark.seq2seq.models.";

    /** Those of {@code translate} that are a matter of the search, not of the job over files. */
    static final List<String> SETTINGS = List.of(
            "precision",
            "beam",
            "length-penalty",
            "max-length",
            "max-length-ratio",
            "max-source-length",
            "batch",
            "keep-models",
            "search.coverage-penalty",
            "search.no-repeat",
            "search.min-length",
            "search.min-length-ratio",
            "search.temperature",
            "search.top-k",
            "search.seed",
            "terms.glossary",
            "terms.copy-numbers",
            "document.split",
            "document.language",
            "document.abbreviations",
            "document.markup");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private final SparkSession spark;
    /** Of each name what is set, by what follows the name; the path has the empty key. */
    private final SortedMap<String, SortedMap<String, String>> models;

    private ModelCatalog(SparkSession spark, SortedMap<String, SortedMap<String, String>> models) {
        this.spark = spark;
        this.models = models;
    }

    /** Those of a session: its own configuration, which has that of its application in it. */
    static ModelCatalog of(SparkSession spark) {
        var models = new TreeMap<String, SortedMap<String, String>>();
        JavaConverters.mapAsJavaMap(spark.conf().getAll()).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                var parts = key.substring(PREFIX.length()).split("\\.", 2);
                models.computeIfAbsent(parts[0], name -> new TreeMap<>()).put(parts.length == 1 ? "" : parts[1], value);
            }
        });
        return new ModelCatalog(spark, models);
    }

    /**
     * A model by its name, as it lies at its path now.
     *
     * @throws UserException when no such model is configured, a setting of it is wrong, or it cannot be read
     */
    NamedModel model(String name) {
        var given = models.get(name);
        if (given == null || !NAME.matcher(name).matches()) {
            throw new UserException(
                    "there is no model '" + name + "'",
                    "Spark configuration",
                    models.isEmpty()
                            ? "No model is configured: set " + PREFIX + "NAME to the path of one."
                            : "The configured ones are " + String.join(", ", models.keySet()) + "; set " + PREFIX
                                    + (NAME.matcher(name).matches() ? name : "NAME") + " to the path of another.");
        }
        var settings = settings(name, given);
        return new NamedModel(name, settings, ModelSource.named(spark, settings));
    }

    private static TranslateSettings settings(String name, Map<String, String> given) {
        var key = PREFIX + name;
        var problems = new ArrayList<UserException>();
        if (given.getOrDefault("", "").isBlank()) {
            problems.add(
                    new UserException("the model '" + name + "' has no path", key, "Set it to the model's folder."));
        }
        var values = new TreeMap<String, String>();
        given.forEach((setting, value) -> {
            if (setting.isEmpty()) {
                values.put("translate.model", value);
            } else if (SETTINGS.contains(setting)) {
                values.put("translate." + setting, value);
            } else {
                problems.add(new UserException(
                        "a model has no setting '" + setting + "'",
                        key + "." + setting,
                        "It has " + String.join(", ", new TreeSet<>(SETTINGS)) + "."));
            }
        });
        try {
            var settings = Settings.of(values, setting -> PREFIX + name + setting.substring("translate".length()))
                    .translate();
            if (problems.isEmpty()) {
                return settings;
            }
        } catch (UserException e) {
            problems.add(e);
        }
        throw UserException.all(problems);
    }
}
