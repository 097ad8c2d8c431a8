package io.sparkseq2seq.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in the settings, with all that is known about it.
 *
 * @param key from the root on, which is left off: {@code preprocess.filters[0].ratio}
 * @param value in force; null where there is none
 * @param shown the same for people, without values of the environment
 * @param written by the user, before substitutions were resolved; null where the default stands
 * @param where it stands: {@code file:line}, or {@code command line}; where there is none, what it would stand in
 */
record Node(String key, ConfigValue value, ConfigValue shown, ConfigValue written, String where) {
    /** The longest that a message quotes. */
    private static final int QUOTED = 100;

    boolean isAbsent() {
        return value == null;
    }

    boolean is(ConfigValueType type) {
        return value != null && value.valueType() == type;
    }

    /** A setting of this section, present or not. */
    Node child(String name) {
        String plain = ConfigUtil.quoteString(name).equals('"' + name + '"') && name.matches("[\\w+-]+")
                ? name
                : ConfigUtil.quoteString(name);
        return at(
                key.isEmpty() ? plain : key + "." + plain,
                value instanceof ConfigObject object ? object.get(name) : null,
                shown instanceof ConfigObject object ? object.get(name) : null,
                writtenChild(name));
    }

    private Node at(String key, ConfigValue value, ConfigValue shown, ConfigValue written) {
        var standing = written != null ? written : value;
        return new Node(key, value, shown, written, standing == null ? where : SettingsReader.where(standing.origin()));
    }

    /** A setting further below: {@code encoder.hidden}. */
    Node below(String path) {
        Node node = this;
        for (String name : path.split("\\.")) {
            node = node.child(name);
        }
        return node;
    }

    /** The entries of this list. */
    List<Node> elements() {
        var elements = new ArrayList<Node>();
        var values = (ConfigList) value;
        var before = written instanceof ConfigList list && list.size() == values.size() ? list : null;
        for (int i = 0; i < values.size(); i++) {
            elements.add(at(
                    key + "[" + i + "]",
                    values.get(i),
                    ((ConfigList) shown).get(i),
                    before == null ? null : before.get(i)));
        }
        return elements;
    }

    /** A section that comes from a substitution has no parts before it is resolved: it stands for all of them. */
    private ConfigValue writtenChild(String name) {
        try {
            return written instanceof ConfigObject object ? object.get(name) : written;
        } catch (ConfigException.NotResolved e) {
            return written;
        }
    }

    /** A string as it is, a number or a boolean as it was written; null where there is no such thing. */
    String text() {
        return text(value);
    }

    private static String text(ConfigValue value) {
        if (value == null) {
            return null;
        }
        return switch (value.valueType()) {
            case STRING -> (String) value.unwrapped();
            case NUMBER, BOOLEAN -> value.render();
            default -> null;
        };
    }

    /** The value for messages: one line, without values of the environment. */
    String shownText() {
        String text = text(shown);
        return text == null ? "…" : brief(text);
    }

    /** A text that fits into a line. */
    static String brief(String text) {
        String start = text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", " ");
    }

    UserException problem(String what, String mend) {
        return new UserException(key + " = " + shownText() + " " + what, where, mend);
    }
}
