package io.sparkseq2seq.search;

import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.document.Document;
import io.sparkseq2seq.document.DocumentReader;
import io.sparkseq2seq.document.Mask;
import io.sparkseq2seq.document.Segment;
import io.sparkseq2seq.model.TranslationModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Translates texts of any length and form: each sentence on its own, put together again with the white space, line
 * breaks, paragraphs, signs of items and markup that the text has. What has no letter and no digit is copied.
 *
 * <p>The sentences of all texts given together are translated together, and one that comes twice once. One with
 * placeholders, addresses or the like is translated with numbers in their places; where the model does not copy these,
 * with names; where it does not copy these either, with another for each, to see what of the translation changes with
 * it. Of the translations the one that has more of them is taken, then the more probable one.
 *
 * <p>A translation is a function of the text, the model and the settings, as {@link Translator} has it; that of one
 * sentence on one line without markup is the one that {@link Translator} gives.
 *
 * <p>Immutable; threads may share it.
 *
 * <pre>{@code
 * DocumentTranslator.of(model, settings.translate(), hadoop).translate(List.of("Dear {name},\n\nHow are you? I am fine.\n"));
 * }</pre>
 */
public final class DocumentTranslator implements TextTranslator {
    private final Translator translator;
    private final Translator aligning;
    private final DocumentReader reader;

    /** A segment's translation, and what it becomes in the document. */
    private record Translated(Translation translation, String text, int found, List<String> unmet) {}

    /** Over a translator of sentences. */
    public DocumentTranslator(Translator translator, DocumentSettings settings) {
        this.translator = translator;
        this.aligning = translator.withAlignment();
        this.reader = new DocumentReader(settings, translator.symbols());
    }

    /**
     * As settings ask for.
     *
     * @throws io.sparkseq2seq.config.UserException when the glossary cannot be read
     */
    public static DocumentTranslator of(TranslationModel model, TranslateSettings settings, Configuration hadoop) {
        return new DocumentTranslator(new Translator(model, settings, hadoop), settings.document());
    }

    /** What translates the sentences. */
    public Translator sentences() {
        return translator;
    }

    /**
     * Translates texts, each on its own.
     *
     * @return a translation for each text, in the same order; its text has the line breaks of the source
     * @throws IllegalStateException as {@link Translator#translate}
     */
    @Override
    public List<Translation> translate(List<String> texts) {
        var documents = texts.stream().map(reader::read).toList();
        var plain = new LinkedHashSet<String>();
        var masked = new LinkedHashSet<String>();
        for (var document : documents) {
            for (var segment : document.segments()) {
                if (segment.isTranslated() && segment.isMasked()) {
                    masked.add(Mask.of(segment).get(0).text());
                } else if (segment.isTranslated()) {
                    plain.add(segment.text());
                }
            }
        }
        var ofPlain = translated(translator, plain);
        var ofMasked = translated(aligning, masked);
        add(documents, ofMasked, (document, segment) -> tried(document, segment, ofMasked).stream()
                .map(Mask::text));
        add(documents, ofMasked, (document, segment) -> others(document, segment, ofMasked));
        return documents.stream()
                .map(document -> joined(document, ofPlain, ofMasked))
                .toList();
    }

    /** Adds the translations of what masked segments ask for. */
    private void add(
            List<Document> documents,
            Map<String, Translation> masked,
            BiFunction<Document, Segment, Stream<String>> asked) {
        var more = new LinkedHashSet<String>();
        for (var document : documents) {
            for (var segment : document.segments()) {
                if (segment.isTranslated() && segment.isMasked()) {
                    asked.apply(document, segment).forEach(more::add);
                }
            }
        }
        more.removeAll(masked.keySet());
        masked.putAll(translated(aligning, more));
    }

    /** The ways that a segment is translated by: the first alone where that shows where all terms are. */
    private static List<Mask> tried(Document document, Segment segment, Map<String, Translation> masked) {
        var ways = Mask.of(segment);
        return isCertain(document, ways.get(0), masked) ? ways.subList(0, 1) : ways;
    }

    /** Whether a segment's translations with other stand-ins count: what other texts happened to ask for must not. */
    private static boolean hasOthers(Document document, List<Mask> tried, Map<String, Translation> masked) {
        return tried.stream().noneMatch(mask -> isCertain(document, mask, masked));
    }

    private static Stream<String> others(Document document, Segment segment, Map<String, Translation> masked) {
        var tried = tried(document, segment, masked);
        return hasOthers(document, tried, masked)
                ? tried.stream().flatMap(mask -> mask.others().stream()).filter(Objects::nonNull)
                : Stream.empty();
    }

    private static boolean isCertain(Document document, Mask mask, Map<String, Translation> masked) {
        var translation = masked.get(mask.text());
        return document.restored(mask, translation.text(), translation.alignment(), null)
                .isCertain();
    }

    private static Map<String, Translation> translated(Translator translator, Collection<String> sentences) {
        var distinct = List.copyOf(sentences);
        var found = translator.translate(distinct);
        var bySentence = new HashMap<String, Translation>();
        for (int i = 0; i < found.size(); i++) {
            bySentence.put(distinct.get(i), found.get(i));
        }
        return bySentence;
    }

    private static Translation joined(
            Document document, Map<String, Translation> plain, Map<String, Translation> masked) {
        var bySegment = new HashMap<Segment, Translated>();
        double logProbability = 0;
        int tokens = 0;
        int parts = 0;
        boolean cut = false;
        var unmet = new ArrayList<String>();
        for (var segment : document.segments()) {
            if (segment.isTranslated()) {
                var best = bySegment.computeIfAbsent(
                        segment, each -> each.isMasked() ? best(document, each, masked) : plain(document, each, plain));
                logProbability += best.translation.logProbability();
                tokens += best.translation.tokens();
                parts += best.translation.parts();
                cut |= best.translation.cut();
                unmet.addAll(best.unmet);
            }
        }
        Function<Segment, String> texts =
                segment -> segment.isTranslated() ? bySegment.get(segment).text : document.copied(segment);
        var text = document.joined(texts);
        var only = document.segments().size() == 1
                        && document.segments().get(0).isTranslated()
                        && !document.segments().get(0).isMasked()
                ? bySegment.get(document.segments().get(0)).translation
                : null;
        return new Translation(
                parts == 0 && text.isBlank() ? "" : text,
                logProbability,
                tokens,
                parts,
                cut,
                List.copyOf(unmet),
                only == null ? others(bySegment.values()) : only.alternatives(),
                only == null ? aligned(document, texts, bySegment) : only.alignment());
    }

    /** Null where no alignment was asked for. */
    private static String aligned(
            Document document, Function<Segment, String> texts, Map<Segment, Translated> bySegment) {
        boolean asked = bySegment.entrySet().stream()
                .anyMatch(each ->
                        !each.getKey().isMasked() && each.getValue().translation.alignment() != null);
        return asked
                ? document.aligned(
                        texts,
                        segment -> segment.isTranslated() && !segment.isMasked()
                                ? bySegment.get(segment).translation.alignment()
                                : "")
                : null;
    }

    /** Of a text of several sentences: none, where they were asked for. */
    private static List<Translation.Alternative> others(Collection<Translated> sentences) {
        boolean asked = sentences.stream().anyMatch(each -> each.translation.alternatives() != null);
        return asked ? List.of() : null;
    }

    @Override
    public double confidence(double score) {
        return translator.confidence(score);
    }

    private static Translated plain(Document document, Segment segment, Map<String, Translation> plain) {
        var translation = plain.get(segment.text());
        return new Translated(translation, document.restored(segment, translation.text()), 0, translation.unmet());
    }

    private static Translated best(Document document, Segment segment, Map<String, Translation> masked) {
        Translated best = null;
        var tried = tried(document, segment, masked);
        boolean hasOthers = hasOthers(document, tried, masked);
        for (var mask : tried) {
            var translation = masked.get(mask.text());
            var others = !hasOthers
                    ? null
                    : mask.others().stream()
                            .map(other ->
                                    other == null ? null : masked.get(other).text())
                            .collect(Collectors.toList());
            var restored = document.restored(mask, translation.text(), translation.alignment(), others);
            if (best == null
                    || restored.found() > best.found
                    || restored.found() == best.found && translation.score() > best.translation.score()) {
                var unmet = translation.unmet().stream()
                        .filter(term -> !mask.standIns().contains(term))
                        .toList();
                best = new Translated(translation, restored.text(), restored.found(), unmet);
            }
        }
        return best;
    }
}
