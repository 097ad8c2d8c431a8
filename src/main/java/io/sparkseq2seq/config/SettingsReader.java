package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns what the user gave, over {@code seq2seq-reference.conf}, into {@link Settings}, and collects every problem. */
final class SettingsReader {
    private final Config overrides;
    private final Config file;
    private final List<UserException> problems;
    private Config all;

    /**
     * @param overrides of the command line, without the root
     * @param file the user's, with or without the root
     * @param problems those found before; more are added
     */
    SettingsReader(Config overrides, Config file, List<UserException> problems) {
        this.overrides = overrides;
        this.file = file;
        this.problems = problems;
    }

    Settings read() {
        all = resolve();
        checkKeys();
        var settings = (Settings) section(Settings.class, "");
        if (!problems.isEmpty()) {
            throw UserException.all(problems);
        }
        return settings;
    }

    /** The overrides over the file over the defaults, substitutions resolved, without the root. */
    private Config resolve() {
        Root.check(file, problems);
        try {
            return Root.isIn(file)
                    ? overrides
                            .atPath(Root.KEY)
                            .withFallback(file)
                            .withFallback(Reference.defaults())
                            .resolve()
                            .getConfig(Root.KEY)
                    : overrides
                            .withFallback(file)
                            .withFallback(Reference.defaults().getConfig(Root.KEY))
                            .resolve();
        } catch (ConfigException e) {
            problems.add(new UserException(
                    "a substitution has no value: " + e.getMessage(), "settings", "Define what ${...} names."));
            throw UserException.all(problems);
        }
    }

    private void checkKeys() {
        for (Map.Entry<String, ConfigValue> entry : all.entrySet()) {
            String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
            if (!SettingsKeys.LEAVES.containsKey(key) && !SettingsKeys.isSection(key)) {
                problems.add(new UserException(
                        "there is no setting " + key,
                        where(entry.getValue().origin()),
                        "Did you mean " + SettingsKeys.nearest(key, SettingsKeys.LEAVES.keySet()) + "?"));
            }
        }
    }

    /** @return the record, or null when one of its settings is wrong, which is then among the problems */
    private Record section(Class<?> type, String prefix) {
        int before = problems.size();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = prefix + SettingsKeys.key(components[i]);
            values[i] = SettingsKeys.isSection(components[i].getType())
                    ? subsection(components[i].getType(), key)
                    : leaf(components[i], key);
        }
        if (problems.size() > before || Arrays.asList(values).contains(null)) {
            return null;
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var record = (Record) type.getDeclaredConstructor(types).newInstance(values);
            if (record instanceof Checked checked) {
                for (Checked.Problem problem : checked.problems()) {
                    problems.add(problem(problem.key(), problem.what(), problem.mend()));
                }
            }
            return record;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.toString(), e);
        }
    }

    private Record subsection(Class<?> type, String key) {
        ConfigValue value = all.getValue(key);
        if (value.valueType() == ConfigValueType.OBJECT) {
            return section(type, key + ".");
        }
        String first = SettingsKeys.leaves(type, key + ".").keySet().iterator().next();
        problems.add(new UserException(
                key + " takes no value",
                where(value.origin()),
                "It is a section: give one of its keys, such as " + first + "."));
        return null;
    }

    private Object leaf(RecordComponent component, String key) {
        Class<?> type = component.getType();
        String text;
        try {
            text = all.getString(key);
        } catch (ConfigException.Null | ConfigException.WrongType e) {
            problems.add(
                    new UserException(key + " has no single value", where(e.origin()), "Give " + noun(type) + "."));
            return null;
        }
        if (type == String.class) {
            return text;
        }
        try {
            Object value = value(type, text.strip());
            if (value instanceof Number number) {
                Range range = component.getAnnotation(Range.class);
                if (range != null && !inside(range, number.doubleValue())) {
                    problems.add(problem(key, "is out of range", "Give " + noun(type) + words(range) + "."));
                    return null;
                }
            }
            return value;
        } catch (IllegalArgumentException e) {
            problems.add(problem(key, "is not " + noun(type), "Give " + choices(type) + "."));
            return null;
        }
    }

    private static Object value(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        } else if (type == long.class) {
            return Long.valueOf(text);
        } else if (type == double.class) {
            double value = Double.parseDouble(text);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        } else if (type == boolean.class) {
            return switch (text) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> throw new IllegalArgumentException(text);
            };
        } else if (type == MemorySize.class) {
            return MemorySize.parse(text);
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(choice -> SettingsKeys.spelling(choice).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(text));
        }
        throw new IllegalStateException("no such type of setting: " + type);
    }

    private UserException problem(String key, String what, String mend) {
        ConfigValue value = all.getValue(key);
        return new UserException(key + " = " + value.unwrapped() + " " + what, where(value.origin()), mend);
    }

    private static boolean inside(Range range, double value) {
        return value >= range.min() && value <= range.max() && value > range.above() && value < range.below();
    }

    private static String words(Range range) {
        var words = new StringBuilder();
        append(words, " of at least ", range.min());
        append(words, " greater than ", range.above());
        String and = words.isEmpty() ? "" : " and";
        append(words, and + " at most ", range.max());
        append(words, and + " less than ", range.below());
        return words.toString();
    }

    private static void append(StringBuilder words, String relation, double bound) {
        if (Double.isFinite(bound)) {
            words.append(relation).append(bound == Math.rint(bound) ? String.valueOf((long) bound) : bound);
        }
    }

    private static String noun(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "a whole number";
        } else if (type == double.class) {
            return "a number";
        } else if (type == MemorySize.class) {
            return "an amount of memory";
        } else if (type == boolean.class || type.isEnum()) {
            return "one of its choices";
        }
        return "a text";
    }

    private static String choices(Class<?> type) {
        if (type == boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(SettingsKeys::spelling)
                    .collect(Collectors.joining(", ", "one of ", ""));
        } else if (type == MemorySize.class) {
            return "a number with k, m, g or t, such as 4g";
        }
        return noun(type);
    }

    /** {@code file:line}, or {@code command line}. */
    static String where(ConfigOrigin origin) {
        return origin.description().replaceFirst(": (\\d+)$", ":$1");
    }
}
