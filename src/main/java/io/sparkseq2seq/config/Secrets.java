package io.sparkseq2seq.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Secrets within paths, URLs and settings. Everything that is written or shown and may hold one goes through
 * {@link #masked}: settings, summaries, reports and messages. {@code log4j2.properties} masks user names and passwords
 * in logs, and {@link #redactions} is for Spark's own pages and files.
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

    /** A name that tells that what it is set to is secret; {@code max-tokens} and {@code tokenize} do not. */
    private static final String NAME = "[\\w.-]{0,100}(?:passw(?:or)?d|passphrase|pwd|secret|credential"
            + "|(?:access|account|api|shared|private)[._-]?key|[._-]sas(?=[._-])|(?:[._-]|(?<![\\w.-]))token(?![a-z]))[\\w.-]*";

    /** A setting with such a name: {@code password=…}, {@code fs.s3a.secret.key = "…"}, {@code "api-key" : "…"}. */
    private static final Pattern SETTING =
            Pattern.compile("(?i)(?<![\\w./%?&;,@-])(\"?" + NAME + "\"?\\s{0,9}=\\s{0,9}|\"" + NAME
                    + "\"\\s{0,9}:\\s{0,9})(?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s\"',;&\\]})]+)");

    private static final Pattern OPTION = Pattern.compile("(?is)(" + NAME + "\\s{0,9}=).*");

    /** {@code Authorization: Bearer …}. */
    private static final Pattern HEADER =
            Pattern.compile("(?i)\\b((?:authorization\"?\\s*[:=]\\s*\"?(?:bearer |basic )?|bearer ))[\\w.~+/-]{8,}=*");

    private Secrets() {}

    /** Replaces each secret by three asterisks. */
    public static String masked(String text) {
        if (text.indexOf('@') < 0 && text.indexOf('=') < 0 && text.indexOf(':') < 0 && text.indexOf(' ') < 0) {
            return text;
        }
        String masked = text;
        for (Pattern user : List.of(USER, ORACLE)) {
            masked = user.matcher(masked).replaceAll("$1" + MASK + "@");
        }
        for (Pattern value : List.of(PARAMETER, SETTING, HEADER)) {
            masked = value.matcher(masked).replaceAll("$1" + MASK);
        }
        return masked;
    }

    /**
     * The value of a setting, which may be one of another program's itself, {@code password=…}, whatever stands in it.
     */
    static String maskedValue(String value) {
        var option = OPTION.matcher(value);
        return option.matches() ? option.group(1) + MASK : masked(value);
    }

    /**
     * What Spark is told to hide: in the settings that its pages and event logs show, the values that are secret by
     * their name or hold a password; in its plans, the passwords within paths.
     *
     * @return properties of Spark with regular expressions
     */
    public static Map<String, String> redactions() {
        var passwords = "(?<=:/{2,3})[^/\\s\"'<>@:]*:(?!\\d+(?:/|\\s|$))[^\\s\"'<>@]+@";
        return Map.of(
                "spark.redaction.regex",
                "(?i)secret|passw(or)?d|passphrase|pwd|token|credential|(access|account|api|shared|private)[._-]?key"
                        + "|[.]sas[.]|[?&;]sig=|" + passwords,
                "spark.redaction.string.regex",
                passwords);
    }
}
