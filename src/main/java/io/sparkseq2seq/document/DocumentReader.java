package io.sparkseq2seq.document;

import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.DocumentSettings.Split;
import io.sparkseq2seq.text.SentenceSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads texts as documents. Of a text of one sentence on one line the only segment is that sentence.
 *
 * <pre>{@code
 * var document = new DocumentReader(settings).read("- Good morning. How are you?\n- Fine.\n"); // three segments
 * document.joined(List.of("Guten Morgen.", "Wie geht es dir?", "Gut.")); // - Guten Morgen. Wie geht es dir?⏎- Gut.⏎
 * }</pre>
 *
 * <p>Threads may share it.
 */
public final class DocumentReader {
    private final Split split;
    private final DocumentSettings.Markup markup;
    private final Set<String> symbols;
    private final SentenceSplitter sentences;

    /**
     * A reader as settings ask for.
     *
     * @param symbols that are words to the model, though some look like tags, such as {@code <web>}
     */
    public DocumentReader(DocumentSettings settings, Set<String> symbols) {
        this.symbols = symbols;
        this.split = settings.split();
        this.markup = settings.markup();
        this.sentences =
                settings.language().isEmpty() && settings.abbreviations().isEmpty()
                        ? SentenceSplitter.ROOT
                        : new SentenceSplitter(settings.language(), settings.abbreviations());
    }

    /** How it finds sentences. */
    public SentenceSplitter sentences() {
        return sentences;
    }

    /** The document that a text is. */
    public Document read(String text) {
        boolean html =
                markup == DocumentSettings.Markup.HTML || markup == DocumentSettings.Markup.AUTO && Markup.isHtml(text);
        var found = markup == DocumentSettings.Markup.NONE ? List.<Markup.Found>of() : markup(text, html);
        // Where tags end paragraphs, line ends do not.
        boolean flows = html && found.stream().anyMatch(each -> each.kind() == Markup.Kind.BLOCK);
        var segments = new ArrayList<Segment>();
        int start = 0;
        int first = 0;
        int from = 0;
        for (int i = 0; i <= found.size(); i++) {
            if (i == found.size() || found.get(i).kind() == Markup.Kind.BLOCK) {
                int end = i == found.size() ? text.length() : found.get(i).start();
                from = read(new CleanText(text, start, end, found.subList(first, i)), flows, from, segments);
                start = i == found.size() ? end : found.get(i).end();
                first = i + 1;
            }
        }
        return new Document(segments, text.substring(from), html);
    }

    private List<Markup.Found> markup(String text, boolean html) {
        return Markup.of(text, html).stream()
                .filter(found -> !symbols.contains(text.substring(found.start(), found.end())))
                .toList();
    }

    /** Adds the segments of a stretch, and gives where in the raw text the last segment ends. */
    private int read(CleanText clean, boolean flows, int from, List<Segment> segments) {
        var text = clean.text();
        var blocks = flows || split == Split.NONE
                ? Lines.whole(text)
                : split == Split.LINES ? Lines.each(text) : Lines.blocks(text);
        var segmenter = new Segmenter(clean, split != Split.NONE);
        int end = from;
        for (var block : blocks) {
            var spaced = spaced(text, block);
            var spans = split == Split.SENTENCES
                    ? sentences.split(spaced)
                    : List.of(new SentenceSplitter.Span(0, spaced.length()));
            for (var span : spans) {
                var next = segmenter.segment(block.start() + span.start(), block.start() + span.end(), block.breaks());
                segments.add(next.segment().behind(clean.raw(end, next.rawStart())));
                end = next.rawEnd();
            }
        }
        return end;
    }

    /** The block with spaces for its line breaks and letters for its terms, character for character. */
    private static String spaced(String text, Block block) {
        var spaced = new StringBuilder(text.substring(block.start(), block.end()));
        for (var each : block.breaks()) {
            for (int at = each.start(); at < each.end(); at++) {
                spaced.setCharAt(at - block.start(), ' ');
            }
        }
        return spaced.toString().replace(Segment.TERM, SentenceSplitter.LETTER);
    }
}
