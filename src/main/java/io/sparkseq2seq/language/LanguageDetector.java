package io.sparkseq2seq.language;

import io.sparkseq2seq.config.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Tells the language of a text by OpenNLP's model of 103 languages, which knows them by their n-grams. A JVM loads it
 * once, when it is asked for the first time: some 40 MB. It is right for some 99 of 100 sentences of usual length, and
 * says nothing of texts under {@value #SHORTEST} bytes, which it would guess.
 *
 * <p>Not for several threads at a time.
 */
public final class LanguageDetector {
    /** UTF-8 bytes of letters: seven Chinese characters. */
    private static final int SHORTEST = 20;
    /** What follows makes it slower and no better. */
    private static final int MOST_CHARACTERS = 300;

    private static final String MODEL = "/langdetect-183.bin";

    /** By their codes of ISO 639-3: those that are others' names in ISO 639-1. */
    private static final Map<String, Set<String>> MANY = Map.of(
            "zho", Set.of("cmn"),
            "nor", Set.of("nob", "nno"),
            "est", Set.of("est", "ekk"),
            "lav", Set.of("lav", "lvs"),
            "fas", Set.of("fas", "pes"),
            "mlg", Set.of("plt"),
            "sqi", Set.of("sqi"));

    private final NgramModel.Scratch scratch = Loaded.MODEL.new Scratch();

    private static final class Loaded {
        static final NgramModel MODEL = load();

        private static NgramModel load() {
            try (var in = LanguageDetectorModel.class.getResourceAsStream(LanguageDetector.MODEL)) {
                if (in == null) {
                    throw new FileNotFoundException(LanguageDetector.MODEL + " of opennlp-models-langdetect");
                }
                return new NgramModel(new LanguageDetectorModel(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The codes that the model has for a language.
     *
     * @param setting that has the tag, for messages
     * @param tag of ISO 639, two letters or three; a region or script after it is ignored
     * @throws UserException when it knows no such language
     */
    public static Set<String> codes(String tag, String setting) {
        var language = Locale.forLanguageTag(tag.replace('_', '-')).getLanguage();
        var code = language.length() == 2 ? iso3(language) : language;
        var known = new TreeSet<>(languages());
        var codes = MANY.getOrDefault(code, Set.of(code));
        if (!known.containsAll(codes)) {
            throw new UserException(
                    setting + " = " + tag + " is no language that can be told",
                    "settings",
                    "Give a code of ISO 639, such as de; those of three letters that can be told are "
                            + known.stream().collect(Collectors.joining(", ")) + ".");
        }
        return codes;
    }

    private static String iso3(String language) {
        try {
            return new Locale(language).getISO3Language();
        } catch (java.util.MissingResourceException e) {
            return language;
        }
    }

    /** The language's code of ISO 639-3; nothing for a text too short to tell. */
    public Optional<String> of(String text) {
        return probabilities(text).entrySet().stream()
                .max(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    /** How probable each language is, by its code of ISO 639-3; nothing for a text too short to tell. */
    public Map<String, Double> probabilities(String text) {
        var start = start(text);
        var probabilities = new HashMap<String, Double>();
        if (isLongEnough(start)) {
            var languages = Loaded.MODEL.languages();
            var each = Loaded.MODEL.probabilities(start, scratch);
            for (int i = 0; i < each.length; i++) {
                probabilities.put(languages[i], each[i]);
            }
        }
        return probabilities;
    }

    /**
     * The logarithm of how probable each language is, and a number more that is the same for all: what is needed to
     * compare them, in half the time of {@link #probabilities}.
     *
     * @return in the order of {@link #languages()}; this object's until the next text; empty for a text too short to
     *     tell
     */
    public Optional<double[]> scores(String text) {
        var start = start(text);
        return isLongEnough(start) ? Optional.of(Loaded.MODEL.scores(start, scratch)) : Optional.empty();
    }

    /** Codes of ISO 639-3 of all languages that can be told, in the order of {@link #scores}. */
    public static List<String> languages() {
        return List.of(Loaded.MODEL.languages());
    }

    private static String start(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(
                        0,
                        text.offsetByCodePoints(0, Math.min(MOST_CHARACTERS, text.codePointCount(0, text.length()))));
    }

    private static boolean isLongEnough(String text) {
        int bytes = 0;
        for (int i = 0, c; i < text.length() && bytes < SHORTEST; i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isLetter(c)) {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            }
        }
        return bytes >= SHORTEST;
    }
}
