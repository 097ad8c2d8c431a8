package io.sparkseq2seq.search;

import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.document.Document;
import io.sparkseq2seq.document.DocumentReader;
import io.sparkseq2seq.document.Segment;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Translates texts of any length and form: each sentence on its own, put together again with the white space, line
 * breaks, paragraphs and signs of items that the text has between them. What has no letter and no digit is copied.
 *
 * <p>The sentences of all texts given together are translated together, and one that comes twice once. A translation is
 * a function of the text, the model and the settings, as {@link Translator} has it; that of one sentence on one line is
 * the one that {@link Translator} gives.
 *
 * <p>Immutable; threads may share it.
 *
 * <pre>{@code
 * DocumentTranslator.of(model, settings.translate(), hadoop).translate(List.of("Dear Tom,\n\nHow are you? I am fine.\n"));
 * }</pre>
 */
public final class DocumentTranslator implements TextTranslator {
    private final Translator translator;
    private final DocumentReader reader;

    /** Over a translator of sentences. */
    public DocumentTranslator(Translator translator, DocumentSettings settings) {
        this.translator = translator;
        this.reader = new DocumentReader(settings);
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
        var sentences = new LinkedHashSet<String>();
        for (var document : documents) {
            document.segments().stream()
                    .filter(Segment::isTranslated)
                    .map(Segment::text)
                    .forEach(sentences::add);
        }
        var distinct = List.copyOf(sentences);
        var found = translator.translate(distinct);
        var bySentence = new HashMap<String, Translation>();
        for (int i = 0; i < found.size(); i++) {
            bySentence.put(distinct.get(i), found.get(i));
        }
        return documents.stream().map(document -> joined(document, bySentence)).toList();
    }

    private static Translation joined(Document document, Map<String, Translation> bySentence) {
        var texts = new ArrayList<String>();
        double logProbability = 0;
        int tokens = 0;
        int parts = 0;
        boolean cut = false;
        var unmet = new ArrayList<String>();
        for (var segment : document.segments()) {
            var translation = bySentence.get(segment.text());
            if (translation == null) {
                texts.add(Normalizer.PLAIN.normalize(segment.text()));
                continue;
            }
            texts.add(translation.text());
            logProbability += translation.logProbability();
            tokens += translation.tokens();
            parts += translation.parts();
            cut |= translation.cut();
            unmet.addAll(translation.unmet());
        }
        boolean nothing = parts == 0 && texts.stream().allMatch(String::isEmpty);
        var only = document.segments().size() == 1
                ? bySentence.get(document.segments().get(0).text())
                : null;
        return new Translation(
                nothing ? "" : document.joined(texts),
                logProbability,
                tokens,
                parts,
                cut,
                List.copyOf(unmet),
                only == null ? null : only.alternatives(),
                only == null ? null : only.alignment());
    }

    @Override
    public double confidence(double score) {
        return translator.confidence(score);
    }
}
