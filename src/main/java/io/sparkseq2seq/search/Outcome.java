package io.sparkseq2seq.search;

import java.util.ArrayList;
import java.util.List;

/**
 * The translation of a line, or why there is none.
 *
 * @param translation null where it failed
 * @param error one line; null where it did not
 */
public record Outcome(Translation translation, String error) {
    private static final int LONGEST_REASON = 300;

    /**
     * Translates all lines together; where that fails, each half on its own, so that it costs the failing ones alone.
     */
    public static List<Outcome> of(Translator translator, List<String> lines) {
        try {
            return translator.translate(lines).stream()
                    .map(translation -> new Outcome(translation, null))
                    .toList();
        } catch (RuntimeException e) {
            if (lines.size() == 1) {
                return List.of(new Outcome(null, reason(e)));
            }
            int half = lines.size() / 2;
            var outcomes = new ArrayList<>(of(translator, lines.subList(0, half)));
            outcomes.addAll(of(translator, lines.subList(half, lines.size())));
            return outcomes;
        }
    }

    private static String reason(RuntimeException e) {
        var reason = (e.getMessage() == null ? e.toString() : e.getMessage()).replaceAll("\\s+", " ");
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
    }
}
