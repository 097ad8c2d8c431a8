package io.sparkseq2seq.document;

import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.DocumentSettings.Split;
import io.sparkseq2seq.text.SentenceSplitter;
import java.util.ArrayList;
import java.util.List;

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
    private final SentenceSplitter sentences;

    /** A reader as settings ask for. */
    public DocumentReader(DocumentSettings settings) {
        this.split = settings.split();
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
        var blocks =
                switch (split) {
                    case SENTENCES -> Lines.blocks(text);
                    case LINES -> Lines.each(text);
                    case NONE -> Lines.whole(text);
                };
        var segments = new ArrayList<Segment>();
        int from = 0;
        for (var block : blocks) {
            var spaced = spaced(text, block);
            var spans = split == Split.SENTENCES
                    ? sentences.split(spaced)
                    : List.of(new SentenceSplitter.Span(0, spaced.length()));
            for (var span : spans) {
                int start = block.start() + span.start();
                int end = block.start() + span.end();
                var segment = segment(text, from, start, end, block.breaks());
                segments.add(split == Split.NONE ? new Segment(segment.gap(), segment.text(), List.of()) : segment);
                from = end;
            }
        }
        return new Document(segments, text.substring(from));
    }

    /** The block with spaces for its line breaks, character for character. */
    private static String spaced(String text, Block block) {
        var spaced = new StringBuilder(text.substring(block.start(), block.end()));
        for (var each : block.breaks()) {
            for (int at = each.start(); at < each.end(); at++) {
                spaced.setCharAt(at - block.start(), ' ');
            }
        }
        return spaced.toString();
    }

    private static Segment segment(String text, int gap, int start, int end, List<Block.Break> breaks) {
        var sentence = new StringBuilder();
        var marks = new ArrayList<Mark>();
        int from = start;
        for (var each : breaks) {
            if (each.start() > start && each.end() < end) {
                sentence.append(text, from, each.start());
                marks.add(new Mark(sentence.length(), text.substring(each.start(), each.end()), Mark.Kind.BREAK));
                if (Joint.areSpaced(text.codePointBefore(each.start()), text.codePointAt(each.end()))) {
                    sentence.append(' ');
                }
                from = each.end();
            }
        }
        return new Segment(
                text.substring(gap, start), sentence.append(text, from, end).toString(), List.copyOf(marks));
    }
}
