package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.search.Translator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a translation depends on besides its text: the model, and all settings that change results. Two translations of
 * one text with one identity are equal to the last bit.
 *
 * @param model the model's fingerprint
 * @param settings SHA-256 of the settings, in hexadecimal
 */
public record Identity(String model, String settings) {
    private static final String SECTION = "translate.";
    /**
     * Settings of that section that say where rows come from, where they go and how they are spread: all others count.
     */
    private static final Set<String> INDIFFERENT = Set.of(
            "model",
            "input",
            "format",
            "column",
            "columns",
            "output",
            "output-format",
            "partitioned",
            "report",
            "overwrite",
            "batch",
            "partitions",
            "max-failed-share",
            "keep-models",
            "key");
    /** Groups of such settings. */
    private static final Set<String> INDIFFERENT_GROUPS = Set.of("incremental", "gate", "history", "added", "options");

    private static final int SHORT = 16;

    /** The glossary, whose content counts and not its path. */
    private static final String GLOSSARY = "terms.glossary";

    /**
     * @param model the model's fingerprint
     * @param glossary the glossary's digest
     */
    public static Identity of(Settings settings, String model, String glossary) {
        var counting = new TreeMap<String, String>();
        settings.values().forEach((key, value) -> {
            if (key.startsWith(SECTION)) {
                var name = key.substring(SECTION.length());
                if (!INDIFFERENT.contains(name) && !INDIFFERENT_GROUPS.contains(name.replaceFirst("\\..*", ""))) {
                    counting.put(name, value);
                }
            }
        });
        counting.put(GLOSSARY, glossary);
        return new Identity(model, sha256(Translator.VERSION + "\n" + counting));
    }

    /** As a table's column of the model has it: {@code fingerprint/settings}, the settings' digest cut. */
    public String text() {
        return model + "/" + settings.substring(0, SHORT);
    }

    /** As the name of a folder. */
    public String folder() {
        return sha256(text()).substring(0, 2 * SHORT);
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
