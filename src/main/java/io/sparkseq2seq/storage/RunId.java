package io.sparkseq2seq.storage;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a run, such as {@code 20260131T235959-0123456789abcdef}: when it began in UTC, and 64 random bits. What a
 * run makes aside carries it, so that nothing else can be taken for it.
 */
record RunId(String text) {
    private static final String PATTERN = "\\d{8}T\\d{6}-[0-9a-f]{16}";
    private static final Pattern NAME = Pattern.compile("(?:claim|run)-(" + PATTERN + ")(?:\\.json|\\.old)?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
    private static final SecureRandom RANDOM = new SecureRandom();

    static RunId random() {
        var time = TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
        return new RunId(String.format(Locale.ROOT, "%s-%016x", time, RANDOM.nextLong()));
    }

    /** The run that a file or folder is named after. */
    static Optional<RunId> of(String name) {
        var match = NAME.matcher(name);
        return match.matches() ? Optional.of(new RunId(match.group(1))) : Optional.empty();
    }

    /** The name of the file by which it claims an output. */
    String claim() {
        return "claim-" + text + ".json";
    }

    /** The name of the folder that it writes to. */
    String folder() {
        return "run-" + text;
    }

    /** The name of what it replaces, until the new output is there. */
    String replaced() {
        return folder() + ".old";
    }
}
