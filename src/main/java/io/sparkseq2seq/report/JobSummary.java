package io.sparkseq2seq.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.storage.TextFiles;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a job read, made and dropped: names with values, in insertion order, and nested sections. {@link #toString} is
 * an aligned block for people, {@link #toJson} is for programs and has underscores in its names. Secrets in paths are
 * masked in both.
 *
 * <pre>{@code new JobSummary("preprocess").put("pairs read", 29_000L).section("dropped").put("empty", 3L)}</pre>
 */
public final class JobSummary {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String title;
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @param title the job's name, the first line */
    public JobSummary(String title) {
        this.title = title;
    }

    /**
     * Puts a value, replacing one of that name.
     *
     * @param name words, such as {@code pairs read}
     * @param value a string, number, boolean or {@link Duration}
     * @return this
     */
    public JobSummary put(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** The section of that name, made when there is none; it is printed indented under its name. */
    public JobSummary section(String name) {
        return (JobSummary) values.computeIfAbsent(name, JobSummary::new);
    }

    /** Puts what another one holds, behind what is there; what is there stays. */
    public JobSummary putAll(JobSummary other) {
        other.values.forEach(values::putIfAbsent);
        return this;
    }

    /** A value that was put, or null. */
    public Object get(String name) {
        return values.get(name);
    }

    /** The title, then a line for each name and value, values aligned within a section. */
    @Override
    public String toString() {
        var out = new StringBuilder(title).append('\n');
        print("  ", out);
        return out.toString();
    }

    private void print(String indent, StringBuilder out) {
        int width = values.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof JobSummary))
                .mapToInt(entry -> entry.getKey().length())
                .max()
                .orElse(0);
        values.forEach((name, value) -> {
            if (value instanceof JobSummary section) {
                out.append(indent).append(name).append(section.values.isEmpty() ? "  none\n" : "\n");
                section.print(indent + "  ", out);
            } else {
                out.append(indent).append(name).append(" ".repeat(width - name.length() + 2));
                out.append(text(value)).append('\n');
            }
        });
    }

    private static String text(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return String.format(Locale.ROOT, "%,d", value);
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            boolean small = number != 0 && Math.abs(number) < 0.01;
            return String.format(Locale.ROOT, small ? "%.3g" : "%,.2f", number);
        } else if (value instanceof Duration time) {
            return Durations.words(time);
        }
        return Secrets.masked(String.valueOf(value));
    }

    /** A JSON object: numbers as they are, durations in seconds, sections as objects. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(values.toString(), e);
        }
    }

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> json.put(
                name.strip().replaceAll("[\\s-]+", "_"),
                value instanceof JobSummary section
                        ? section.json()
                        : value instanceof Duration time
                                ? time.toMillis() / 1000.0
                                : value instanceof Number || value instanceof Boolean
                                        ? value
                                        : Secrets.masked(String.valueOf(value))));
        return json;
    }

    /**
     * The summary that {@link #toJson} wrote, as far as it can be known from that: names have spaces, and a duration is
     * a number of seconds.
     *
     * @param json an object
     * @throws IllegalArgumentException when it is none
     */
    public static JobSummary of(String title, String json) {
        try {
            var node = JSON.readTree(json);
            if (!node.isObject()) {
                throw new IllegalArgumentException(json);
            }
            return of(title, node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static JobSummary of(String title, JsonNode object) {
        var summary = new JobSummary(title);
        object.fields().forEachRemaining(field -> {
            var name = field.getKey().replace('_', ' ');
            var value = field.getValue();
            summary.put(name, value.isObject() ? of(name, value) : JSON.convertValue(value, Object.class));
        });
        return summary;
    }

    /** Writes {@link #toJson} as a file. */
    public void write(Path file, Configuration hadoop) {
        TextFiles.write(file, toJson() + "\n", hadoop);
    }
}
