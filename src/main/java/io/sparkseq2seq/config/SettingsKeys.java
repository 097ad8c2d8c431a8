package io.sparkseq2seq.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings' records and their keys as they are spelled in files, and the nearest for a wrong one. */
final class SettingsKeys {
    /** All keys that take a value, without the root. */
    static final Map<String, RecordComponent> LEAVES = leaves(Settings.class, "");

    private SettingsKeys() {}

    /** All leaf keys with their components, in order. */
    static Map<String, RecordComponent> leaves(Class<?> record, String prefix) {
        var leaves = new LinkedHashMap<String, RecordComponent>();
        for (RecordComponent component : record.getRecordComponents()) {
            String key = prefix + key(component);
            if (isSection(component.getType())) {
                leaves.putAll(leaves(component.getType(), key + "."));
            } else {
                leaves.put(key, component);
            }
        }
        return leaves;
    }

    /** The values of all leaf keys. */
    static Map<String, Object> values(Record settings, String prefix) {
        var values = new LinkedHashMap<String, Object>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String key = prefix + key(component);
            Object value = value(settings, component);
            if (isSection(component.getType())) {
                values.putAll(values((Record) value, key + "."));
            } else {
                values.put(key, value);
            }
        }
        return values;
    }

    /** Whether a key, without the root, is a section's. */
    static boolean isSection(String key) {
        return LEAVES.keySet().stream().anyMatch(leaf -> leaf.startsWith(key + "."));
    }

    static boolean isSection(Class<?> type) {
        return type.isRecord() && type != MemorySize.class && type != AutoSize.class;
    }

    /** {@code learningRate} is {@code learning-rate}. */
    static String key(RecordComponent component) {
        return kebab(component.getName());
    }

    /** The keys of a section, in order. */
    static List<String> names(Class<?> section) {
        return Arrays.stream(section.getRecordComponents())
                .map(SettingsKeys::key)
                .toList();
    }

    /** The records that a sealed interface permits, by the names under which they are chosen. */
    static Map<String, Class<?>> choices(Class<?> sealed) {
        var choices = new LinkedHashMap<String, Class<?>>();
        for (Class<?> choice : sealed.getPermittedSubclasses()) {
            choices.put(choice(choice), choice);
        }
        return choices;
    }

    /** {@code LengthRatio} is chosen as {@code length-ratio}. */
    static String choice(Class<?> record) {
        return kebab(record.getSimpleName()).substring(1);
    }

    static boolean isChoice(Class<?> record) {
        return Arrays.stream(record.getInterfaces()).anyMatch(Class::isSealed);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** {@code INVERSE_SQRT} is {@code inverse-sqrt}. */
    static String spelling(Object choice) {
        return choice.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Object value(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    static Record make(Class<?> record, Object[] values) {
        Class<?>[] types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (Record) constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.toString(), e);
        }
    }

    /** The known key that a wrong one most likely means: few letters apart, or the same last name elsewhere. */
    static String nearest(String wrong, Iterable<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String key : known) {
            int apart = Math.min(distance(wrong, key), 1 + 2 * distance(last(wrong), last(key)));
            if (apart < least) {
                least = apart;
                best = key;
            }
        }
        return best;
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Levenshtein's: insertions, deletions and substitutions. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
