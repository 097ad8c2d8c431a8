package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.BleuTokenizer;
import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.metric.Bleu;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.DocumentTranslator;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.search.Translation;
import io.sparkseq2seq.search.Translator;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * What translations keep of numbers, addresses, placeholders, code and tags: the share of sentences whose translation
 * has each exactly once, and tags nested, by the translator of lines alone and by that of documents. And what splitting
 * costs or gains: the BLEU of the sentences as they are, and of lines of three.
 */
final class FidelityBench {
    private static final List<String> KINDS = List.of("number", "url", "e-mail", "placeholder", "code", "path", "tag");
    private static final Pattern TAGS = Pattern.compile("<(/?)([bi])>");

    private final List<String> overrides;
    private final String model;
    private final Path text;
    private final int rows;
    private final Random random = new Random(1);

    /** A text and what of it must be in its translation. */
    private record Sample(String kind, String text, List<String> kept) {
        boolean isKept(String translation) {
            return kept.stream().allMatch(item -> count(translation, item) == 1)
                    && (!kind.equals("tag") || isNested(translation));
        }
    }

    /**
     * @param overrides settings of the search and of documents
     * @param text sentences to put things into; {@code .en} with translations beside it in a file of another ending
     */
    FidelityBench(List<String> overrides, String model, Path text, int rows) {
        this.overrides = overrides;
        this.model = model;
        this.text = text;
        this.rows = rows;
    }

    JobSummary run() throws IOException {
        var translate = overrides.stream()
                .filter(override -> override.startsWith("translate."))
                .toList();
        var settings = Settings.load(Optional.empty(), translate).translate();
        var sentences = Files.readAllLines(text, StandardCharsets.UTF_8);
        var samples = IntStream.range(0, rows)
                .mapToObj(i -> sample(KINDS.get(i % KINDS.size()), sentences.get(random.nextInt(sentences.size()))))
                .toList();
        try (var loaded = TranslationModel.load(model, new Configuration())) {
            var lines = new Translator(loaded, settings, new Configuration());
            var documents = new DocumentTranslator(lines, settings.document());
            var summary = new JobSummary("bench fidelity")
                    .put("model", model)
                    .put("rows", rows)
                    .put("beam", settings.beam())
                    .put("copy numbers", settings.terms().copyNumbers());
            add(summary, "kept before", samples, lines);
            add(summary, "kept", samples, documents);
            addBleu(summary, sentences, lines, settings);
            return summary;
        }
    }

    private static void add(JobSummary summary, String name, List<Sample> samples, TextTranslator translator) {
        var started = System.nanoTime();
        var translations =
                translator.translate(samples.stream().map(Sample::text).toList());
        double seconds = (System.nanoTime() - started) / 1e9;
        var section = summary.section(name);
        for (var kind : KINDS) {
            var those = IntStream.range(0, samples.size())
                    .filter(i -> samples.get(i).kind.equals(kind))
                    .toArray();
            long kept = IntStream.of(those)
                    .filter(i -> samples.get(i).isKept(translations.get(i).text()))
                    .count();
            section.put(kind, String.format(Locale.ROOT, "%.3f", (double) kept / Math.max(1, those.length)));
        }
        section.put("sentences a second", samples.size() / seconds);
    }

    /** Of the sentences whose translations lie beside them. */
    private void addBleu(JobSummary summary, List<String> sentences, Translator lines, TranslateSettings settings)
            throws IOException {
        var references = references();
        if (references.isEmpty()) {
            return;
        }
        var documents = new DocumentTranslator(lines, settings.document());
        var whole = new DocumentTranslator(lines, DocumentSettings.WHOLE);
        boolean chinese = references.get(0).codePoints().anyMatch(c -> UnicodeScript.of(c) == UnicodeScript.HAN);
        var section = summary.section("BLEU");
        section.put("a sentence a line, whole", bleu(whole, sentences, references, chinese));
        section.put("a sentence a line", bleu(documents, sentences, references, chinese));
        var three = joined(sentences, " ");
        var expected = joined(references, chinese ? "" : " ");
        section.put("three sentences a line, whole", bleu(whole, three, expected, chinese));
        section.put("three sentences a line", bleu(documents, three, expected, chinese));
    }

    private List<String> references() throws IOException {
        var name = text.getFileName().toString();
        var stem = name.substring(0, name.lastIndexOf('.') + 1);
        try (var beside = Files.list(text.toAbsolutePath().getParent())) {
            var other = beside.filter(file -> file.getFileName().toString().startsWith(stem)
                            && !file.getFileName().toString().equals(name))
                    .sorted()
                    .findFirst();
            return other.isPresent() ? Files.readAllLines(other.get(), StandardCharsets.UTF_8) : List.of();
        }
    }

    private static double bleu(
            TextTranslator translator, List<String> sources, List<String> references, boolean chinese) {
        var found =
                translator.translate(sources).stream().map(Translation::text).toList();
        var bleu = Bleu.of(chinese ? BleuTokenizer.ZH : BleuTokenizer.THIRTEEN_A, false);
        return new Scorer(List.of(bleu))
                .scores(found, references.stream().map(List::of).toList())
                .get(0)
                .value();
    }

    private static List<String> joined(List<String> lines, String by) {
        var joined = new ArrayList<String>();
        for (int i = 0; i + 3 <= lines.size(); i += 3) {
            joined.add(String.join(by, lines.subList(i, i + 3)));
        }
        return joined;
    }

    /** A sentence in which a thing of a kind stands in the place of a word; tags stand around one. */
    private Sample sample(String kind, String sentence) {
        var words = sentence.split(" ");
        int at = random.nextInt(words.length);
        var word = words[at];
        var stop = word.matches(".*\\p{Punct}") ? word.substring(word.length() - 1) : "";
        var kept = kept(kind, random.nextInt(9_000) + 1000);
        words[at] = kind.equals("tag")
                ? kept.get(0) + word.substring(0, word.length() - stop.length()) + kept.get(1) + stop
                : kept.get(0) + stop;
        return new Sample(kind, String.join(" ", words), kept);
    }

    private List<String> kept(String kind, int number) {
        return switch (kind) {
            case "number" -> List.of(Integer.toString(number));
            case "url" -> List.of("https://www.example.com/a" + number + "?b=c&d=%20" + number);
            case "e-mail" -> List.of("user." + number + "@mail.example.org");
            case "placeholder" -> List.of(
                    List.of("{" + number % 10 + "}", "%s", "%1$d", "${name}", "{{name}}", "{name}")
                            .get(number % 6));
            case "code" -> List.of("`get(" + number + ")`");
            case "path" -> List.of("/usr/share/f" + number + ".txt");
            default -> number % 2 == 0 ? List.of("<b>", "</b>") : List.of("<i>", "</i>");
        };
    }

    private static int count(String text, String item) {
        int count = 0;
        for (int at = text.indexOf(item); at >= 0; at = text.indexOf(item, at + 1)) {
            count++;
        }
        return count;
    }

    private static boolean isNested(String text) {
        var open = new ArrayDeque<String>();
        var tags = TAGS.matcher(text);
        while (tags.find()) {
            if (tags.group(1).isEmpty()) {
                open.push(tags.group(2));
            } else if (!tags.group(2).equals(open.poll())) {
                return false;
            }
        }
        return open.isEmpty();
    }
}
