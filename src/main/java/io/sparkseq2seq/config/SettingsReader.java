package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns what the user gave, over {@code reference.conf}, into {@link Settings}, and collects every problem. */
final class SettingsReader {
    private static final Map<String, RecordComponent> LEAVES = SettingsKeys.leaves(Settings.class, "");

    private Config given;
    private final List<UserException> problems;
    private Config all;

    /**
     * @param given what the user gave, without the defaults
     * @param problems those found before; more are added
     */
    SettingsReader(Config given, List<UserException> problems) {
        this.given = given;
        this.problems = problems;
    }

    Settings read() {
        checkKeys();
        var defaults = ConfigFactory.parseResources(
                SettingsReader.class.getClassLoader(),
                "reference.conf",
                ConfigParseOptions.defaults().setAllowMissing(false));
        try {
            all = given.withFallback(defaults).resolve();
        } catch (ConfigException e) {
            problems.add(new UserException(
                    "a substitution has no value: " + e.getMessage(), "settings", "Define what ${...} names."));
            throw UserException.all(problems);
        }
        var settings = (Settings) section(Settings.class, "");
        if (!problems.isEmpty()) {
            throw UserException.all(problems);
        }
        return settings;
    }

    private void checkKeys() {
        for (Map.Entry<String, ConfigValue> entry :
                given.root().isEmpty() ? Map.<String, ConfigValue>of().entrySet() : entries(given)) {
            String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
            if (!LEAVES.containsKey(key)) {
                boolean section = LEAVES.keySet().stream().anyMatch(leaf -> leaf.startsWith(key + "."));
                String mend = section
                        ? "It is a section: give one of its keys, such as "
                                + LEAVES.keySet().stream()
                                        .filter(leaf -> leaf.startsWith(key + "."))
                                        .findFirst()
                                        .orElseThrow()
                                + "."
                        : "Did you mean " + SettingsKeys.nearest(key, LEAVES.keySet()) + "?";
                problems.add(new UserException(
                        section ? key + " takes no value" : "there is no setting " + key,
                        where(entry.getValue().origin()),
                        mend));
                given = given.withoutPath(entry.getKey());
            }
        }
    }

    private static Iterable<Map.Entry<String, ConfigValue>> entries(Config config) {
        try {
            return config.entrySet();
        } catch (ConfigException.NotResolved e) {
            return config.resolve(
                            com.typesafe.config.ConfigResolveOptions.defaults().setAllowUnresolved(true))
                    .entrySet();
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
                    ? section(components[i].getType(), key + ".")
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
