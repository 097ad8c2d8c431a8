package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the command line, each {@code key=value}. A value is taken as it stands, without quoting; but a list is
 * HOCON: {@code preprocess.filters=[ damaged, { tokens { max = 60 } } ]}.
 */
final class Overrides {
    /** Where these settings stand. */
    static final String COMMAND_LINE = "command line";

    private static final int LONGEST_KEY = 200;

    private final List<UserException> problems;
    private final String where;
    private final Map<String, String> spellings = new HashMap<>();
    private Config settings = ConfigFactory.empty();

    private Overrides(List<UserException> problems, String where) {
        this.problems = problems;
        this.where = where;
    }

    /**
     * Takes settings apart.
     *
     * @param problems to add what is wrong to
     * @return the others, without the root
     */
    static Config parse(List<String> overrides, List<UserException> problems) {
        return parse(overrides, COMMAND_LINE, problems);
    }

    /** @param where they stand, for messages */
    static Config parse(List<String> overrides, String where, List<UserException> problems) {
        var all = new Overrides(problems, where);
        overrides.forEach(all::add);
        return all.settings;
    }

    private void add(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            problem("'" + Node.brief(override) + "' is not a setting", "Settings are given as key=value.");
            return;
        }
        String written = override.substring(0, equals).strip();
        String key = Root.without(written);
        if (!spellings.computeIfAbsent(key, k -> written).equals(written)) {
            problem(key + " is given with the root " + Root.KEY + " and without it", "Give it once.");
            return;
        }
        try {
            if (key.length() > LONGEST_KEY) {
                throw new ConfigException.BadPath(key, "too long");
            }
            settings = settings.withValue(key, value(key, override.substring(equals + 1)));
        } catch (ConfigException e) {
            problem("'" + Node.brief(written) + "' is not a key", "Keys look like train.epochs.");
        } catch (UserException e) {
            problems.add(e);
        }
    }

    private ConfigValue value(String key, String text) {
        var component = SettingsKeys.LEAVES.get(key);
        if (component == null || component.getType() != List.class) {
            return ConfigValueFactory.fromAnyRef(text, where);
        }
        var parsed = Hocon.parse("list = " + text, where).root();
        if (parsed.size() != 1) {
            throw new UserException(key + " is not a list", where, "Give " + key + "='[ … ]'.");
        }
        return parsed.get("list");
    }

    private void problem(String what, String mend) {
        problems.add(new UserException(what, where, mend));
    }
}
