package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The translation of a sentence with the sentence's marks put back into it: each once. Tags stand around what comes
 * from the words that they stood around, and are nested as they were; where one lacks its other in the sentence, all
 * keep their order.
 */
public final class Restoration {
    private final Mask mask;
    private final String translation;
    private final Links links;
    private final boolean html;
    private final Edits places;
    private final List<Edit> edits;
    /** For each mark its edit; null for tags. */
    private final Edit[] byMark;

    private final int found;
    private final StringBuilder out = new StringBuilder();
    private int cursor;
    private int nextEdit;

    /** An element and where it goes in the translation. */
    private record Placed(Element element, int start, int end, List<Placed> children) {}

    Restoration(Mask mask, String translation, Links links, List<String> others, boolean html) {
        this.mask = mask;
        this.translation = translation;
        this.links = links;
        this.html = html;
        var terms = Terms.of(mask, translation, links, others);
        this.found = terms.found();
        this.places = terms.edits();
        Breaks.add(mask, translation, places);
        this.edits = new ArrayList<>(places.all());
        this.byMark = new Edit[mask.marks().size()];
        edits.forEach(edit -> byMark[edit.mark()] = edit);
        edits.sort(
                Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end).thenComparingInt(Edit::mark));
        write();
    }

    /** Whether it is known of each term where it belongs. */
    public boolean isCertain() {
        return found
                == mask.marks().stream()
                        .filter(mark -> mark.kind() == Mark.Kind.TERM)
                        .count();
    }

    /** Of how many terms it is known where they belong. */
    public int found() {
        return found;
    }

    /** The sentence as it goes into the document. */
    public String text() {
        return out.toString();
    }

    private void write() {
        var elements = Element.of(mask.marks());
        if (elements.isPresent()) {
            write(placed(elements.get(), 0, translation.length()));
        } else {
            int last = 0;
            for (int i = 0; i < mask.marks().size(); i++) {
                var mark = mask.marks().get(i);
                if (mark.kind().isTag()) {
                    last = Math.max(last, place(mark));
                    advance(last, i);
                    out.append(mark.text());
                }
            }
        }
        advance(translation.length() + 1, mask.marks().size());
    }

    private void write(List<Placed> all) {
        for (var placed : all) {
            advance(placed.start, placed.element.open());
            out.append(mask.marks().get(placed.element.open()).text());
            if (placed.element.close() != placed.element.open()) {
                write(placed.children);
                advance(placed.end, placed.element.close());
                out.append(mask.marks().get(placed.element.close()).text());
            }
        }
    }

    /** Writes the translation up to a mark, with the edits before it; of those at its place, those of earlier marks. */
    private void advance(int to, int mark) {
        while (nextEdit < edits.size() && isBefore(edits.get(nextEdit), to, mark)) {
            apply();
        }
        text(Math.min(to, translation.length()));
    }

    private static boolean isBefore(Edit edit, int to, int mark) {
        return edit.start() < to || edit.start() == to && edit.end() == to && edit.mark() < mark;
    }

    private void apply() {
        var edit = edits.get(nextEdit++);
        text(edit.start());
        out.append(edit.text());
        cursor = Math.max(cursor, edit.end());
    }

    private void text(int to) {
        if (to > cursor) {
            var text = translation.substring(cursor, to);
            out.append(html ? Markup.escaped(text) : text);
            cursor = to;
        }
    }

    /** Where elements go between two places, none within another, in the order of their places. */
    private List<Placed> placed(List<Element> elements, int low, int high) {
        var all = new ArrayList<Placed>();
        for (var element : elements) {
            var span = span(element, low, high);
            all.add(new Placed(element, span.start(), span.end(), List.of()));
        }
        all.sort(Comparator.comparingInt(Placed::start));
        int from = low;
        for (int i = 0; i < all.size(); i++) {
            var placed = all.get(i);
            int start = Math.max(from, placed.start);
            int end = Math.max(start, placed.end);
            all.set(i, new Placed(placed.element, start, end, placed(placed.element.children(), start, end)));
            from = end;
        }
        return all;
    }

    private Links.Word span(Element element, int low, int high) {
        var open = mask.marks().get(element.open());
        var close = mask.marks().get(element.close());
        if (open.at() == close.at()) {
            int at = clamp(place(open), low, high);
            return new Links.Word(at, at);
        }
        var words = links.ofSpan(open.at(), close.at());
        int hull = words.isEmpty() ? 0 : words.get(words.size() - 1) - words.get(0) + 1;
        words = hull > 2 * words.size() + 1 ? Terms.longestRun(words, 1) : words;
        int start = words.isEmpty()
                ? links.behind(open.at())
                : links.target().get(words.get(0)).start();
        int end = words.isEmpty()
                ? start
                : links.target().get(words.get(words.size() - 1)).end();
        start = links.within(open.at()) >= 0 ? links.within(open.at()) : start;
        end = links.within(close.at()) >= 0 ? links.within(close.at()) : end;
        // Punctuation touches a word; it is within the element where it was.
        var inside = mask.text().substring(open.at(), close.at()).strip();
        boolean opens = !inside.isEmpty() && isPunctuation(inside.charAt(0));
        boolean closes = !inside.isEmpty() && isPunctuation(inside.charAt(inside.length() - 1));
        while (!opens && start < end && isPunctuation(translation.charAt(start))) {
            start++;
        }
        while (!closes && end > start && isPunctuation(translation.charAt(end - 1))) {
            end--;
        }
        for (int i = element.open() + 1; i < element.close(); i++) {
            var edit = byMark[i];
            if (edit != null) {
                start = words.isEmpty() ? edit.start() : Math.min(start, edit.start());
                end = words.isEmpty() ? edit.end() : Math.max(end, edit.end());
            }
        }
        start = clamp(outside(start, true), low, high);
        return new Links.Word(start, Math.max(start, clamp(outside(end, false), low, high)));
    }

    /** Before the words that a tag was before; behind those it was behind, if it touched none but these. */
    private int place(Mark mark) {
        int at = mark.at();
        boolean before = mark.kind() == Mark.Kind.OPEN
                || mark.kind() == Mark.Kind.EMPTY
                        && at > 0
                        && at < mask.text().length()
                        && mask.text().charAt(at - 1) == ' '
                        && mask.text().charAt(at) != ' ';
        return outside(before ? links.before(at) : links.behind(at), before);
    }

    /** A place that is within no edit. */
    private int outside(int at, boolean before) {
        return places.outside(at, before);
    }

    private static int clamp(int at, int low, int high) {
        return Math.max(low, Math.min(at, high));
    }

    private static boolean isPunctuation(char c) {
        return !Character.isLetterOrDigit(c) && !Character.isSurrogate(c) && !Links.isMark(c) && c != ' ';
    }
}
