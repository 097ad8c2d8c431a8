package io.sparkseq2seq.config;

import com.typesafe.config.ConfigUtil;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Writes settings as HOCON that {@link SettingsReader} reads back the same, except for secrets, which are masked. */
final class SettingsWriter {
    private final StringBuilder out = new StringBuilder();

    private SettingsWriter() {}

    static String write(Record settings) {
        var writer = new SettingsWriter();
        writer.section(settings, "");
        return writer.out.toString();
    }

    private void section(Record record, String indent) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = present(SettingsKeys.value(record, component));
            if (value == null) {
                continue;
            }
            out.append(indent).append(SettingsKeys.key(component));
            if (SettingsKeys.isSection(value.getClass()) && !SettingsKeys.isChoice(value.getClass())) {
                out.append(" {\n");
                section((Record) value, indent + "  ");
                out.append(indent).append("}\n");
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                out.append(" = [\n");
                list.forEach(element ->
                        out.append(indent).append("  ").append(inline(element)).append('\n'));
                out.append(indent).append("]\n");
            } else {
                out.append(" = ").append(inline(value)).append('\n');
            }
        }
    }

    /** What an optional value holds, or null. */
    private static Object present(Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    /** A value on one line, secrets masked. */
    private static String inline(Object value) {
        return inline(value, Secrets::maskedValue);
    }

    /**
     * A value on one line.
     *
     * @param text what is written for each text in it
     */
    static String inline(Object value, UnaryOperator<String> text) {
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        } else if (value instanceof Enum) {
            return ConfigUtil.quoteString(SettingsKeys.spelling(value));
        } else if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "[]"
                    : "[ "
                            + String.join(
                                    ", ",
                                    list.stream()
                                            .map(element -> inline(element, text))
                                            .toList()) + " ]";
        } else if (SettingsKeys.isSection(value.getClass())) {
            String settings = inlineSection((Record) value, text);
            String name = SettingsKeys.choice(value.getClass());
            return !SettingsKeys.isChoice(value.getClass())
                    ? settings
                    : settings.equals("{}") ? name : "{ " + name + " " + settings + " }";
        }
        return ConfigUtil.quoteString(text.apply(value.toString()));
    }

    private static String inlineSection(Record record, UnaryOperator<String> text) {
        var entries = new ArrayList<String>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = present(SettingsKeys.value(record, component));
            if (value != null) {
                entries.add(SettingsKeys.key(component) + " = " + inline(value, text));
            }
        }
        return entries.isEmpty() ? "{}" : "{ " + String.join(", ", entries) + " }";
    }
}
