package io.sparkseq2seq.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of a language that tell where a sentence ends and where it does not. They lie in the resources
 * {@code sentences-LANGUAGE.txt}, in sections, separated by white space; lines that start with {@code #} are comments.
 * Of an abbreviation of several words the spaces are left off: {@code z.B.} stands for {@code z. B.}, too.
 *
 * @param abbreviations that end no sentence, whatever follows, such as {@code Mr.}
 * @param beforeNumbers those that end none before a number, such as {@code No.}
 * @param mayEnd those that end a sentence only where one of {@code starts} follows, such as {@code etc.}
 * @param starts words that begin a sentence more often than they stand capitalized within one
 * @param ordinals words before which a number with a stop is an ordinal: {@code 3. Mai}
 * @param hasOrdinals whether the language writes ordinals with a stop, before whatever word
 */
record SentenceWords(
        Set<String> abbreviations,
        Set<String> beforeNumbers,
        Set<String> mayEnd,
        Set<String> starts,
        Set<String> ordinals,
        boolean hasOrdinals) {

    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "it", "nl", "pl", "pt", "ru", "sv");

    /**
     * Those of a language; of one that has no list, none.
     *
     * @param language a code such as {@code de}; empty: those of all languages
     * @param more abbreviations that end no sentence
     */
    static SentenceWords of(String language, List<String> more) {
        var all = new HashMap<String, Set<String>>();
        LANGUAGES.stream()
                .filter(known -> language.isEmpty() || known.equals(language))
                .forEach(known -> read(known, all));
        var abbreviations = words(all, "abbreviations");
        more.forEach(word -> abbreviations.add(compact(word.endsWith(".") ? word : word + ".")));
        var ordinals = words(all, "ordinals");
        return new SentenceWords(
                abbreviations,
                words(all, "before numbers"),
                words(all, "may end"),
                words(all, "sentence starts"),
                ordinals,
                !language.isEmpty() && !ordinals.isEmpty());
    }

    private static Set<String> words(Map<String, Set<String>> all, String section) {
        return all.getOrDefault(section, new HashSet<>());
    }

    private static void read(String language, Map<String, Set<String>> all) {
        var section = "";
        for (var line : text("sentences-" + language + ".txt").split("\n")) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.indexOf(']'));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                all.computeIfAbsent(section, name -> new HashSet<>())
                        .addAll(Arrays.asList(line.strip().split("\\s+")));
            }
        }
    }

    private static String text(String name) {
        try (var in = SentenceWords.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String compact(String word) {
        return word.replaceAll("\\s+", "");
    }
}
