package io.sparkseq2seq.config;

import java.util.regex.Pattern;

/**
 * Secrets within paths and URLs. Everything that is written or shown and may hold a path goes through {@link #masked}:
 * settings, summaries, reports and messages. {@code log4j2.properties} masks user names and passwords in logs.
 */
public final class Secrets {
    private static final String MASK = "***";

    /**
     * What stands before the host: {@code s3a://KEY:SECRET@bucket}. A secret may hold slashes if a colon precedes it
     * that does not begin a port. The container in Azure's {@code abfss://container@account} is not a secret.
     */
    private static final Pattern USER =
            Pattern.compile("(?i)\\b(?!(?:abfss?|wasbs?)://[^/:\\s\"'@]*@)([a-z][a-z0-9+.-]*:/{2,3})"
                    + "(?:[^/\\s\"'<>]*@|[^/\\s\"'<>@:]*:(?!\\d+(?:/|\\s|$))[^\\s\"'<>]*@)");

    /** {@code jdbc:oracle:thin:scott/tiger@host}. */
    private static final Pattern ORACLE = Pattern.compile("(?i)\\b(jdbc:oracle:\\w+:)[^@\\s\"']+@");

    /** A parameter of a URL whose name tells that it is secret: {@code ?sig=…}, {@code ;password=…}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;,](?:[\\w.%-]*(?:passw|pwd|secret|token|signature|credential"
                    + "|(?:access|account|api|shared|private)[._-]?key)[\\w.%-]*"
                    + "|sig|sas|key|auth)=)[^&;,\\s\"'<>]+");

    private Secrets() {}

    /** Replaces each secret by three asterisks. */
    public static String masked(String text) {
        if (text.indexOf('@') < 0 && text.indexOf('=') < 0) {
            return text;
        }
        String users = USER.matcher(text).replaceAll("$1" + MASK + "@");
        String oracle = ORACLE.matcher(users).replaceAll("$1" + MASK + "@");
        return PARAMETER.matcher(oracle).replaceAll("$1" + MASK);
    }
}
