package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;

/**
 * The key above all settings. A user may leave it off: {@code train.epochs} is {@code seq2seq.train.epochs}. In a file
 * that has it, such as a host application's, everything outside of it belongs to others.
 */
final class Root {
    static final String KEY = "seq2seq";

    private static final String PREFIX = KEY + ".";

    private Root() {}

    /** Whether a file, resolved or not, has the root. */
    static boolean isIn(Config file) {
        return file.root().containsKey(KEY);
    }

    /** A key without the root. */
    static String without(String key) {
        return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
    }

    /**
     * Finds our settings outside of the root in a file that has the root: they would be ignored.
     *
     * @param file resolved or not
     * @param problems to add them to
     * @throws UserException when the root is no section
     */
    static void check(Config file, List<UserException> problems) {
        if (isIn(file)) {
            var root = file.root().get(KEY);
            if (!(root instanceof ConfigObject)) {
                throw new UserException(
                        KEY + " takes no value", SettingsReader.where(root.origin()), "Give " + KEY + " { settings }.");
            }
            outside(file.root(), "", problems);
        }
    }

    private static void outside(ConfigObject object, String prefix, List<UserException> problems) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String key = prefix + entry.getKey();
            if (key.equals(KEY)) {
                continue;
            }
            if (SettingsKeys.LEAVES.containsKey(key)) {
                problems.add(new UserException(
                        key + " stands outside of " + KEY,
                        SettingsReader.where(entry.getValue().origin()),
                        "Move it to " + PREFIX + key
                                + ", for this file has that root; or leave the root off everywhere."));
            } else if (entry.getValue() instanceof ConfigObject section && SettingsKeys.isSection(key)) {
                outside(section, key + ".", problems);
            }
        }
    }
}
