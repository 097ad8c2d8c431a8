package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What {@code ${…}} stands for in a user's settings: another setting, or a variable of the environment. */
final class Substitutions {
    /** Characters that all settings may have when each substitution is written out. */
    private static final double MOST = 1 << 26;

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]*)}");

    private final Set<String> named = new HashSet<>();
    private long length;
    private int all;
    private int nested;

    private Substitutions() {}

    /**
     * Resolved settings.
     *
     * @param values as they are in force
     * @param shown the same, but with {@code ${NAME}} for the value of the variable {@code NAME}
     */
    record Resolved(Config values, Config shown) {}

    /**
     * Resolves all substitutions.
     *
     * @throws UserException when one has no value or is part of a cycle, or when they would make the settings huge
     */
    static Resolved resolve(Config settings) {
        new Substitutions().check(settings);
        try {
            // First without values of the environment, so that an error cannot show them.
            var shown = settings.resolve(with(name -> System.getenv(name) == null ? null : "${" + name + "}"));
            return new Resolved(settings.resolve(with(System::getenv)), shown);
        } catch (ConfigException e) {
            throw new UserException(
                    "a substitution has no value: " + Hocon.reason(e),
                    e.origin() == null ? "settings" : SettingsReader.where(e.origin()),
                    "Define what ${…} names, as it stands from the root of the file on, or as a variable of the"
                            + " environment.");
        }
    }

    private static ConfigResolveOptions with(UnaryOperator<String> environment) {
        return ConfigResolveOptions.noSystem().appendResolver(new Environment(environment));
    }

    private record Environment(UnaryOperator<String> values) implements ConfigResolver {
        @Override
        public ConfigValue lookup(String path) {
            String value = values.apply(path);
            return value == null ? null : ConfigValueFactory.fromAnyRef(value, "environment");
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }

    /**
     * Bounds the size after substitution. Substitutions in settings that no other names only add to it. Those in
     * settings that others name multiply it, and factors whose sum is n have a product of at most 3^(n/3).
     */
    private void check(Config settings) {
        visit(settings.root(), List.of(), false);
        visit(settings.root(), List.of(), true);
        if (length * (double) all * Math.pow(3, nested / 3.0) > MOST) {
            throw new UserException(
                    all + " substitutions, " + nested + " of them in settings that others name,"
                            + " could make the settings too large",
                    "settings",
                    "Use fewer of them.");
        }
    }

    private void visit(ConfigValue value, List<String> path, boolean count) {
        var children = children(value);
        if (children.isPresent()) {
            children.get().forEach((name, child) -> {
                var below = new java.util.ArrayList<>(path);
                below.add(name);
                visit(child, below, count);
            });
            return;
        }
        String text = value.render();
        var substitutions = SUBSTITUTION.matcher(text);
        String own = path.isEmpty() ? "" : ConfigUtil.joinPath(path);
        length += count ? text.length() : 0;
        while (substitutions.find()) {
            if (!count) {
                named.add(substitutions.group(1));
            } else {
                all++;
                nested += named.stream().anyMatch(name -> related(name, own)) ? 1 : 0;
            }
        }
    }

    /** The values within an object; none of one that is only put together when it is resolved. */
    private static Optional<ConfigObject> children(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            try {
                object.entrySet();
                return Optional.of(object);
            } catch (ConfigException.NotResolved e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean related(String a, String b) {
        return (a + ".").startsWith(b + ".") || (b + ".").startsWith(a + ".");
    }
}
