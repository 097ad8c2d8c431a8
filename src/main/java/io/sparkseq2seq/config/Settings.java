package io.sparkseq2seq.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything a user may set. The records mirror {@code seq2seq-reference.conf}: {@code train.learning-rate} is
 * {@code settings.train().learningRate()}, and defaults stand only there. Settings are read once, at the start, and
 * every problem is reported at once with its origin.
 *
 * <pre>{@code var settings = Settings.load(Optional.of("my.conf"), List.of("train.epochs=3", "seed=7"));}</pre>
 *
 * @param seed of everything random; each stage derives its own from it by name
 * @param summary path of a file that tells how the run ended; empty for none
 * @param preprocess parallel text in, a corpus out
 * @param model the network
 * @param train a corpus in, a model out
 * @param translate rows in, rows with a translation out
 * @param evaluate scores
 * @param spark the embedded Spark
 */
public record Settings(
        long seed,
        String summary,
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
     * @param overrides each {@code key=value}; a value is taken as it stands, without quoting, but a list is HOCON
     * @throws UserException with every unknown key and bad value, and where each stands
     */
    public static Settings load(Optional<String> confFile, List<String> overrides) {
        return load(confFile, overrides, ConfReader.NONE);
    }

    /**
     * The same, with the file on any file system.
     *
     * @param confFile a local file, the name of a preset, or a path
     * @param paths reads what is no local file
     */
    public static Settings load(Optional<String> confFile, List<String> overrides, ConfReader paths) {
        var file = confFile.map(name -> ConfFile.parse(name, paths)).orElse(ConfigFactory.empty());
        var problems = new ArrayList<UserException>();
        return SettingsReader.read(Overrides.parse(overrides, problems), file, problems);
    }

    /**
     * The defaults, and over them what another configuration holds, such as Spark's.
     *
     * @param values by their keys here, such as {@code translate.beam}; each is taken as it stands, a list as HOCON
     * @param where each key stands there, for messages
     * @throws UserException as {@link #load}
     */
    public static Settings of(Map<String, String> values, UnaryOperator<String> where) {
        var problems = new ArrayList<UserException>();
        var given = ConfigFactory.empty();
        for (var setting : values.entrySet()) {
            var override = List.of(setting.getKey() + "=" + setting.getValue());
            given = Overrides.parse(override, where.apply(setting.getKey()), problems)
                    .withFallback(given);
        }
        return SettingsReader.read(given, ConfigFactory.empty(), problems);
    }

    /**
     * Settings that {@link #render} wrote, as they lie beside a corpus or a model; keys that it lacks have their
     * defaults. They may come from anywhere: nothing is included, and nothing taken from the environment.
     *
     * @throws UserException as {@link #load}, and for substitutions
     */
    public static Settings parse(String rendered) {
        var stored = Hocon.parse(rendered, "stored settings");
        if (!stored.isResolved()) {
            throw new UserException("a substitution", "stored settings", "Write out what ${…} stands for.");
        }
        return SettingsReader.read(ConfigFactory.empty(), stored, new ArrayList<>());
    }

    /**
     * A file of settings, with all that it includes and what its substitutions stand for here, as a name that
     * {@link #load} takes on any machine: its text in a {@code data:} URL.
     *
     * @param confFile as in {@link #load}
     * @param overrides that its substitutions may name
     * @throws UserException as {@link #load}, and when it holds a secret: arguments are seen by others
     */
    public static String carried(String confFile, List<String> overrides, ConfReader paths) {
        var text = SettingsReader.resolved(
                        Overrides.parse(overrides, new ArrayList<>()), ConfFile.parse(confFile, paths))
                .render(ConfigRenderOptions.concise());
        if (!Secrets.masked(text).equals(text)) {
            throw new UserException(
                    "a secret in the settings would stand in the arguments of a driver on the cluster",
                    confFile,
                    "Take it out, as by a credential provider, or put the file where the driver reads it, such as"
                            + " hdfs:///my.conf.");
        }
        return ConfFile.carried(confFile, text);
    }

    /** What each key, without the root, is set to, as text to compare. */
    public Map<String, String> values() {
        var values = new LinkedHashMap<String, String>();
        SettingsKeys.values(this, "")
                .forEach((key, value) ->
                        values.put(key, value instanceof Enum ? SettingsKeys.spelling(value) : value.toString()));
        return values;
    }

    /**
     * All settings as they are in force, as HOCON in the order of {@code seq2seq-reference.conf}; {@link #parse} reads
     * them back. Secrets in paths are masked.
     */
    public String render() {
        return SettingsWriter.write(this);
    }
}
