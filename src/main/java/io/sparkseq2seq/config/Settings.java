package io.sparkseq2seq.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Optional;

/**
 * Everything a user may set. The records mirror {@code seq2seq-reference.conf}: {@code train.learning-rate} is
 * {@code settings.train().learningRate()}, and defaults stand only there. Settings are read once, at the start, and
 * every problem is reported at once with its origin.
 *
 * <pre>{@code var settings = Settings.load(Optional.of("my.conf"), List.of("train.epochs=3", "seed=7"));}</pre>
 *
 * @param seed of everything random; each stage derives its own from it by name
 * @param preprocess parallel text in, a corpus out
 * @param model the network
 * @param train a corpus in, a model out
 * @param translate rows in, rows with a translation out
 * @param evaluate scores
 * @param spark the embedded Spark
 */
public record Settings(
        long seed,
        PreprocessSettings preprocess,
        ModelSettings model,
        TrainSettings train,
        TranslateSettings translate,
        EvaluateSettings evaluate,
        SparkSettings spark) {

    /**
     * The defaults, then the file, then the overrides. The root {@code seq2seq} may stand above any key or be left off;
     * what a file that has it holds outside of it is another's.
     *
     * @param confFile a local file, or the name of a preset such as {@code quickstart}
     * @param overrides each {@code key=value}; a value is taken as it stands, without quoting
     * @throws UserException with every unknown key and bad value, and where each stands
     */
    public static Settings load(Optional<String> confFile, List<String> overrides) {
        var file = confFile.map(ConfFile::parse).orElse(ConfigFactory.empty());
        var problems = new java.util.ArrayList<UserException>();
        var given = ConfigFactory.empty();
        var spellings = new java.util.HashMap<String, String>();
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                problems.add(new UserException(
                        "'" + override + "' is not a setting", "command line", "Settings are given as key=value."));
                continue;
            }
            String written = override.substring(0, equals).strip();
            String key = Root.without(written);
            String value = override.substring(equals + 1);
            try {
                given = given.withValue(key, ConfigValueFactory.fromAnyRef(value, "command line"));
                if (!spellings.computeIfAbsent(key, k -> written).equals(written)) {
                    problems.add(new UserException(
                            key + " is given with the root " + Root.KEY + " and without it",
                            "command line",
                            "Give it once."));
                }
            } catch (com.typesafe.config.ConfigException e) {
                problems.add(new UserException(
                        "'" + written + "' is not a key", "command line", "Keys look like train.epochs."));
            }
        }
        return new SettingsReader(given, file, problems).read();
    }

    /**
     * Settings that {@link #render} wrote, as they lie beside a corpus or a model; keys that it lacks have their
     * defaults.
     *
     * @throws UserException as {@link #load}
     */
    public static Settings parse(String rendered) {
        var options = ConfigParseOptions.defaults().setOriginDescription("rendered settings");
        return new SettingsReader(
                        ConfigFactory.empty(),
                        ConfigFactory.parseString(rendered, options),
                        new java.util.ArrayList<>())
                .read();
    }

    /** All settings as they are in force, as HOCON in the order of {@code seq2seq-reference.conf}. */
    public String render() {
        return SettingsKeys.render(this);
    }
}
