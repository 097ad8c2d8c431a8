package io.sparkseq2seq.gate;

import io.sparkseq2seq.config.GateSettings;
import io.sparkseq2seq.storage.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the gate says of a run's translations.
 *
 * @param texts the translated columns; none where no bound is set
 */
public record Verdict(List<Text> texts) {
    /** Rows that the one line names of a bound. */
    private static final int MOST_NAMED = 3;

    private static final int MOST_OF_KEY = 40;

    /**
     * Of a translated column.
     *
     * @param column of the translations
     * @param rows of any status
     * @param bounds those that are set
     */
    public record Text(String column, long rows, List<Bound> bounds) {
        static Text of(String column, Tally tally, GateSettings settings) {
            return new Text(
                    column,
                    tally.rows,
                    Arrays.stream(Measure.values())
                            .filter(measure -> measure.isSet(settings))
                            .map(measure -> Bound.of(measure, tally, settings))
                            .toList());
        }
    }

    /**
     * A bound with what it was compared to.
     *
     * @param key below {@code translate.gate}
     * @param least as the limit must not be undercut; null where it is the most
     * @param most as the limit must not be exceeded; null where it is the least
     * @param value null where there are no rows to measure
     * @param of so many rows
     * @param holds whether the value keeps the limit
     * @param text value and limit in words
     * @param samples rows that say why it does not hold; none where it does
     */
    public record Bound(
            String key,
            Double least,
            Double most,
            Double value,
            long of,
            boolean holds,
            String text,
            List<Row> samples) {
        static Bound of(Measure measure, Tally tally, GateSettings settings) {
            double limit = measure.limit(settings);
            long of = tally.of(measure);
            double value = of == 0 ? Double.NaN : tally.value(measure);
            boolean holds = of == 0 || (measure.isLeast() ? value >= limit : value <= limit);
            return new Bound(
                    measure.key(),
                    measure.isLeast() ? limit : null,
                    measure.isLeast() ? null : limit,
                    of == 0 ? null : value,
                    of,
                    holds,
                    words(measure, value, limit),
                    holds
                            ? List.of()
                            : tally.samples(measure).stream().map(Row::of).toList());
        }

        private static String words(Measure measure, double value, double limit) {
            return number(measure, value) + " " + measure.words() + ", where at "
                    + (measure.isLeast() ? "least " : "most ") + number(measure, limit) + " may be";
        }

        private static String number(Measure measure, double value) {
            return Double.isNaN(value)
                    ? "–"
                    : measure.isShare()
                            ? String.format(Locale.ROOT, "%.4g %%", 100 * value)
                            : String.format(Locale.ROOT, "%.3g", value);
        }
    }

    /**
     * A row.
     *
     * @param key of the row; empty where the table has none
     * @param source its beginning
     * @param translation its beginning; null where it failed
     * @param value of what is measured, where each row has one
     * @param reason the row's own; null where it has none
     */
    public record Row(String key, String source, String translation, Double value, String reason) {
        static Row of(Sample sample) {
            return new Row(sample.key(), sample.source(), sample.translation(), sample.value(), sample.reason());
        }

        /** By its key, or else its text. */
        private String name() {
            var name = key.isEmpty() ? source : key;
            return name.length() <= MOST_OF_KEY ? name : name.substring(0, MOST_OF_KEY) + "…";
        }
    }

    /** Whether a bound does not hold. */
    public boolean isRefused() {
        return refused().findAny().isPresent();
    }

    private Stream<Bound> refused() {
        return texts.stream().flatMap(text -> text.bounds.stream()).filter(bound -> !bound.holds);
    }

    /** Each bound that does not hold, with its value and some rows, in one line. */
    public String reasons() {
        return texts.stream()
                .flatMap(text ->
                        text.bounds.stream().filter(bound -> !bound.holds).map(bound -> reason(text, bound)))
                .collect(Collectors.joining("; "))
                .replaceAll("\\s+", " ");
    }

    private String reason(Text text, Bound bound) {
        var rows = bound.samples.stream().limit(MOST_NAMED).map(Row::name).collect(Collectors.joining("', '"));
        return bound.text + (texts.size() > 1 ? " in " + text.column : "") + " (" + bound.key
                + (rows.isEmpty() ? "" : ", see '" + rows + "'") + ")";
    }

    /** The report: a JSON object. */
    public String toJson() {
        return StrictJson.write(this);
    }
}
