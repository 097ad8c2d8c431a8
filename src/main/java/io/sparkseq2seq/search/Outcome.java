package io.sparkseq2seq.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The translation of a line, or why there is none.
 *
 * @param translation null where it failed
 * @param error one line; null where it did not
 */
public record Outcome(Translation translation, String error) {
    private static final int LONGEST_REASON = 300;
    /** What the JVM says when its own memory is full; JavaCPP says other things of native memory. */
    private static final Pattern HEAP =
            Pattern.compile("^(?:Java heap space|GC overhead|Requested array size|Metaspace|unable to create)");

    /**
     * Translates all lines together; where that fails, or takes more native memory than there is, each half on its own,
     * so that it costs the failing ones alone.
     */
    public static List<Outcome> of(Translator translator, List<String> lines) {
        try {
            return translator.translate(lines).stream()
                    .map(translation -> new Outcome(translation, null))
                    .toList();
        } catch (RuntimeException | OutOfMemoryError e) {
            if (e instanceof OutOfMemoryError
                    && HEAP.matcher(String.valueOf(e.getMessage())).find()) {
                // What else has met it in this JVM is not known.
                throw e;
            }
            if (lines.size() == 1) {
                return List.of(new Outcome(null, reason(e)));
            }
            int half = lines.size() / 2;
            var outcomes = new ArrayList<>(of(translator, lines.subList(0, half)));
            outcomes.addAll(of(translator, lines.subList(half, lines.size())));
            return outcomes;
        }
    }

    private static String reason(Throwable e) {
        var reason = (e.getMessage() == null ? e.toString() : e.getMessage()).replaceAll("\\s+", " ");
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
    }
}
