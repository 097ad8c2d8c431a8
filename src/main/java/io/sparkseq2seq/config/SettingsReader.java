package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Turns what the user gave, over the defaults, into records, and collects every problem. A record's component is a
 * single value, a section (another record), a choice (a sealed interface with a record for each), a list of any of
 * these, or an {@link Optional} one.
 */
final class SettingsReader {
    private final List<UserException> problems;

    SettingsReader(List<UserException> problems) {
        this.problems = problems;
    }

    /**
     * Reads all settings.
     *
     * @param overrides of the command line, without the root
     * @param file the user's, with or without the root
     * @param problems those found before; more are added
     * @throws UserException with all problems, when there are any
     */
    static Settings read(Config overrides, Config file, List<UserException> problems) {
        Settings settings = null;
        try {
            Root.check(file, problems);
            settings = (Settings) new SettingsReader(problems).section(Settings.class, root(overrides, file));
        } catch (UserException unresolved) {
            problems.add(unresolved);
        }
        if (!problems.isEmpty()) {
            throw UserException.all(problems);
        }
        return settings;
    }

    /** The overrides over the file over the defaults, substitutions resolved, without the root. */
    private static Node root(Config overrides, Config file) {
        if (!Root.isIn(file)) {
            var given = overrides.withFallback(file);
            var all = Substitutions.resolve(
                    given.withFallback(Reference.defaults().getConfig(Root.KEY)));
            return new Node("", all.values().root(), all.shown().root(), given.root(), "settings");
        }
        var given = overrides.atPath(Root.KEY).withFallback(file);
        var all = Substitutions.resolve(given.withFallback(Reference.defaults()));
        var root = new Node("", all.values().root(), all.shown().root(), given.root(), "settings").child(Root.KEY);
        return new Node("", root.value(), root.shown(), root.written(), root.where());
    }

    /** What a file says, and the overrides that stand with it, without substitutions. */
    static ConfigObject resolved(Config overrides, Config file) {
        var given = (Root.isIn(file) ? overrides.atPath(Root.KEY) : overrides).withFallback(file);
        var defaults =
                Root.isIn(file) ? Reference.defaults() : Reference.defaults().getConfig(Root.KEY);
        var values = Substitutions.resolve(given.withFallback(defaults)).values();
        return within(given.root(), values.root());
    }

    /** Of all values, those whose keys are given. */
    private static ConfigObject within(ConfigObject given, ConfigObject all) {
        var kept = all;
        for (String key : all.keySet()) {
            kept = given.containsKey(key) ? kept.withValue(key, within(given, all, key)) : kept.withoutKey(key);
        }
        return kept;
    }

    private static ConfigValue within(ConfigObject given, ConfigObject all, String key) {
        try {
            return given.get(key) instanceof ConfigObject below && all.get(key) instanceof ConfigObject values
                    ? within(below, values)
                    : all.get(key);
        } catch (ConfigException.NotResolved e) {
            return all.get(key);
        }
    }

    /** @return the value, or null when it is wrong, which is then among the problems */
    private Object read(Type type, RecordComponent component, Node node) {
        if (type instanceof ParameterizedType generic) {
            Type of = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == List.class) {
                return list(of, component, node);
            }
            return node.isAbsent() || node.is(ConfigValueType.NULL)
                    ? Optional.empty()
                    : Optional.ofNullable(read(of, component, node));
        }
        var plain = MethodType.methodType((Class<?>) type).unwrap().returnType();
        if (SettingsKeys.isSection(plain)) {
            return section(plain, node);
        }
        return plain.isSealed() ? choice(plain, node) : single(plain, component, node);
    }

    /** @return the record, or null when one of its settings is wrong, which is then among the problems */
    Record section(Class<?> type, Node node) {
        if (!node.isAbsent() && !node.is(ConfigValueType.OBJECT)) {
            var keys = SettingsKeys.leaves(type, node.key() + ".").keySet();
            problems.add(new UserException(
                    node.key() + " takes no value",
                    node.where(),
                    keys.isEmpty()
                            ? "It has no settings: write " + node.key() + " alone."
                            : "It is a section: give one of its keys, such as "
                                    + keys.iterator().next() + "."));
            return null;
        }
        int before = problems.size();
        RecordComponent[] components = type.getRecordComponents();
        checkKeys(type, node);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] =
                    read(components[i].getGenericType(), components[i], node.child(SettingsKeys.key(components[i])));
        }
        if (problems.size() > before || Arrays.asList(values).contains(null)) {
            return null;
        }
        var record = SettingsKeys.make(type, values);
        if (record instanceof Checked checked) {
            for (Checked.Problem problem : checked.problems()) {
                problems.add(node.below(problem.key()).problem(problem.what(), problem.mend()));
            }
        }
        return record;
    }

    private void checkKeys(Class<?> type, Node section) {
        if (section.isAbsent()) {
            return;
        }
        var own = SettingsKeys.names(type);
        for (String name : new TreeSet<>(((ConfigObject) section.value()).keySet())) {
            if (!own.contains(name)) {
                unknown(type, section, section.child(name));
            }
        }
    }

    private void unknown(Class<?> type, Node section, Node node) {
        if (node.value() instanceof ConfigObject object && !object.isEmpty()) {
            new TreeSet<>(object.keySet()).forEach(name -> unknown(type, section, node.child(name)));
            return;
        }
        var known = section.key().contains("[")
                ? SettingsKeys.leaves(type, section.key() + ".").keySet()
                : SettingsKeys.LEAVES.keySet();
        String key = Node.brief(node.key());
        problems.add(new UserException(
                "there is no setting " + key,
                node.where(),
                Moved.mend(node.key())
                        .orElseGet(() -> known.isEmpty()
                                ? section.key() + " has no settings."
                                : "Did you mean " + SettingsKeys.nearest(key, known) + "?")));
    }

    /** A choice is written as its name, or as an object with its name alone, which holds its settings. */
    private Object choice(Class<?> type, Node node) {
        var choices = SettingsKeys.choices(type);
        String all = "The choices are " + String.join(", ", choices.keySet()) + ".";
        String name = node.text();
        Node settings = new Node(node.key() + "." + name, null, null, null, node.where());
        if (node.value() instanceof ConfigObject object) {
            if (object.size() != 1) {
                problems.add(new UserException(
                        node.key() + " has " + object.size() + " keys, where the name of one choice belongs",
                        node.where(),
                        "Write { name { its settings } }. " + all));
                return null;
            }
            name = object.keySet().iterator().next();
            settings = node.child(name);
        } else if (name == null) {
            problems.add(new UserException(node.key() + " is not a choice", node.where(), all));
            return null;
        }
        var choice = choices.get(name);
        if (choice == null) {
            String brief = Node.brief(name);
            problems.add(new UserException(
                    node.key() + " = " + (node.text() == null ? brief : node.shownText())
                            + " is not one of its choices",
                    node.where(),
                    "Did you mean " + SettingsKeys.nearest(brief, choices.keySet()) + "? " + all));
            return null;
        }
        return section(choice, settings);
    }

    private List<?> list(Type type, RecordComponent component, Node node) {
        if (node.isAbsent()) {
            return List.of();
        } else if (!node.is(ConfigValueType.LIST)) {
            problems.add(
                    new UserException(node.key() + " is not a list", node.where(), "Give " + node.key() + " = [ … ]."));
            return null;
        }
        var values = new ArrayList<Object>();
        var seen = new LinkedHashSet<Object>();
        for (Node element : node.elements()) {
            Object value = read(type, component, element);
            if (value != null && !(value instanceof Number) && !seen.add(value)) {
                problems.add(new UserException(
                        element.key() + " is the same as an entry before it",
                        element.where(),
                        "Take one of them out."));
            }
            values.add(value);
        }
        return values.contains(null) ? null : List.copyOf(values);
    }

    private Object single(Class<?> type, RecordComponent component, Node node) {
        var declared = component.getAnnotation(Default.class);
        if (node.isAbsent() && declared != null) {
            return Scalars.parse(type, declared.value());
        } else if (node.isAbsent()) {
            problems.add(
                    new UserException(node.key() + " is missing", node.where(), "Give " + Scalars.noun(type) + "."));
            return null;
        } else if (node.text() == null) {
            problems.add(new UserException(
                    node.key() + " has no single value", node.where(), "Give " + Scalars.noun(type) + "."));
            return null;
        }
        try {
            Object value = Scalars.parse(type, node.text());
            var range = component.getAnnotation(Range.class);
            if (value instanceof Number number && range != null && !Scalars.inside(range, number.doubleValue())) {
                problems.add(
                        node.problem("is out of range", "Give " + Scalars.noun(type) + Scalars.words(range) + "."));
                return null;
            }
            return value;
        } catch (IllegalArgumentException e) {
            problems.add(node.problem("is not " + Scalars.noun(type), "Give " + Scalars.choices(type) + "."));
            return null;
        }
    }

    /** {@code file:line}, or {@code command line}. */
    static String where(ConfigOrigin origin) {
        String description = origin.description();
        // A list of the command line is a text with lines of its own.
        return description.startsWith(Overrides.COMMAND_LINE)
                ? Overrides.COMMAND_LINE
                : description.replaceFirst(": (\\d+(?:-\\d+)?)$", ":$1");
    }
}
