package io.sparkseq2seq.report;

import java.time.Duration;
import java.util.Locale;

/** Times as people read them. */
public final class Durations {
    private Durations() {}

    /** In words, with the two units that matter: {@code 2 h 3 min}, {@code 7 min 13 s}, {@code 4.2 s}. */
    public static String words(Duration time) {
        return time.toHours() > 0
                ? format("%d h %d min", time.toHours(), time.toMinutesPart())
                : time.toMinutes() > 0
                        ? format("%d min %d s", time.toMinutes(), time.toSecondsPart())
                        : format("%.1f s", time.toMillis() / 1000.0);
    }

    /** As a clock shows it, to the nearest second: {@code 1:02:03}, {@code 4:05}. */
    public static String clock(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600 ? format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60) : format("%d:%02d", s / 60, s % 60);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
