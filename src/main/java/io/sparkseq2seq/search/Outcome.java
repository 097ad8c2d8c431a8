package io.sparkseq2seq.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The translation of a line, or why there is none.
 *
 * @param translation null where it failed, and where there was no text
 * @param error one line; null where it did not fail
 */
public record Outcome(Translation translation, String error) {
    private static final int LONGEST_REASON = 300;
    /** What the JVM says when its own memory is full; JavaCPP says other things of native memory. */
    private static final Pattern HEAP =
            Pattern.compile("^(?:Java heap space|GC overhead|Requested array size|Metaspace|unable to create)");

    private static final Outcome MISSING = new Outcome(null, null);

    /** What has become of the line. */
    public Status status() {
        if (translation == null) {
            return error == null ? Status.MISSING : Status.FAILED;
        }
        if (translation.parts() == 0 && translation.text().isEmpty()) {
            return Status.EMPTY;
        }
        return translation.cut() ? Status.CUT : Status.TRANSLATED;
    }

    /** Why the status is what it is, or what a reader should know of the translation; one line, null for nothing. */
    public String reason() {
        return switch (status()) {
            case FAILED -> error;
            case CUT -> "stopped at the longest length, after " + translation.tokens() + " tokens"
                    + (translation.unmet().isEmpty() ? "" : "; " + unmet());
            case TRANSLATED -> translation.unmet().isEmpty() ? null : unmet();
            case EMPTY, MISSING -> null;
        };
    }

    private String unmet() {
        return shortened("without the terms " + String.join(", ", translation.unmet()));
    }

    /**
     * Translates all lines together; null has no translation. Where that fails, or takes more native memory than there
     * is, each half on its own, so that it costs the failing ones alone.
     */
    public static List<Outcome> of(TextTranslator translator, List<String> lines) {
        var found = ofTexts(translator, lines.stream().filter(Objects::nonNull).toList())
                .iterator();
        return lines.stream().map(line -> line == null ? MISSING : found.next()).toList();
    }

    private static List<Outcome> ofTexts(TextTranslator translator, List<String> lines) {
        try {
            return translator.translate(lines).stream()
                    .map(translation -> new Outcome(translation, null))
                    .toList();
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (e instanceof OutOfMemoryError
                    && HEAP.matcher(String.valueOf(e.getMessage())).find()) {
                // What else has met it in this JVM is not known.
                throw e;
            }
            if (lines.size() == 1) {
                return List.of(new Outcome(null, reason(e)));
            }
            int half = lines.size() / 2;
            var outcomes = new ArrayList<>(ofTexts(translator, lines.subList(0, half)));
            outcomes.addAll(ofTexts(translator, lines.subList(half, lines.size())));
            return outcomes;
        }
    }

    private static String reason(Throwable e) {
        var reason = (e.getMessage() == null ? e.toString() : e.getMessage()).replaceAll("\\s+", " ");
        return shortened(reason);
    }

    private static String shortened(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
    }
}
