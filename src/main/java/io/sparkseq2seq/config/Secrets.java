package io.sparkseq2seq.config;

import java.util.regex.Pattern;

/**
 * Secrets within paths and URLs: whoever is shown a path need not see the password that opens it. All that is written
 * or shown and may hold a path goes through {@link #masked}: settings, summaries, reports, messages.
 */
public final class Secrets {
    private static final String MASK = "***";

    /**
     * What stands before the host: {@code s3a://KEY:SECRET@bucket}. A secret may hold slashes, but then a colon stands
     * before it that does not begin a port. In Azure's {@code abfss://container@account} it is no secret.
     */
    private static final Pattern USER =
            Pattern.compile("(?i)\\b(?!(?:abfss?|wasbs?)://[^/:\\s\"'@]*@)([a-z][a-z0-9+.-]*:/{2,3})"
                    + "(?:[^/\\s\"'<>]*@|[^/\\s\"'<>@:]*:(?!\\d+(?:/|\\s|$))[^\\s\"'<>]*@)");

    /** {@code jdbc:oracle:thin:scott/tiger@host}. */
    private static final Pattern ORACLE = Pattern.compile("(?i)\\b(jdbc:oracle:\\w+:)[^@\\s\"']+@");

    /** A parameter of a URL whose name says that it is one: {@code ?sig=…}, {@code ;password=…}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;,](?:[\\w.%-]*(?:passw|pwd|secret|token|signature|credential"
                    + "|(?:access|account|api|shared|private)[._-]?key)[\\w.%-]*"
                    + "|sig|sas|key|auth)=)[^&;,\\s\"'<>]+");

    private Secrets() {}

    /** The text with three asterisks for each secret. */
    public static String masked(String text) {
        if (text.indexOf('@') < 0 && text.indexOf('=') < 0) {
            return text;
        }
        String users = USER.matcher(text).replaceAll("$1" + MASK + "@");
        String oracle = ORACLE.matcher(users).replaceAll("$1" + MASK + "@");
        return PARAMETER.matcher(oracle).replaceAll("$1" + MASK);
    }
}
