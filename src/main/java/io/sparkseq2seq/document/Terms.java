package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the places of terms in a translation: where the model has copied the stand-in; else where the translation
 * differs from that with another stand-in; else where what the model wrote for it is by the alignment; else behind what
 * comes from the words before.
 */
final class Terms {
    /** Longer stretches that are aligned with a stand-in are more than it, in words and characters. */
    private static final int MOST_WORDS = 2;

    private static final int MOST_CHARACTERS = 4;

    private final Mask mask;
    private final String translation;
    private final Links links;
    private final List<String> others;
    private final Edits edits = new Edits();
    /** The numbers of a translation of many terms, and where each begins first; else null. */
    private final Map<String, Integer> numbers;

    private int found;

    private Terms(Mask mask, String translation, Links links, List<String> others) {
        this.others = others;
        this.mask = mask;
        this.translation = translation;
        this.links = links;
        this.numbers = mask.hasMany() ? numbers(translation) : null;
    }

    /** An edit for each term, none within another, and how many of them are certain: copied, or seen to differ. */
    record Places(Edits edits, int found) {}

    /** @param others for each mark the translation with another stand-in for it; null: not known */
    static Places of(Mask mask, String translation, Links links, List<String> others) {
        var terms = new Terms(mask, translation, links, others);
        var left = new ArrayList<Integer>();
        for (int i = 0; i < mask.marks().size(); i++) {
            if (mask.marks().get(i).kind() == Mark.Kind.TERM && !terms.addCopied(i)) {
                left.add(i);
            }
        }
        left.removeIf(terms::addDiffering);
        int found = terms.found;
        left.removeIf(terms::addAligned);
        left.forEach(terms::addInserted);
        return new Places(terms.edits, found);
    }

    private boolean addCopied(int index) {
        var standIn = mask.standIns().get(index);
        int start = mask.marks().get(index).at();
        boolean whole = isWhole(mask.text(), start, start + standIn.length());
        if (numbers != null) {
            int number = numbers.getOrDefault(standIn, -1);
            int end = number + standIn.length();
            return number >= 0 && (!whole || isWhole(translation, number, end)) && add(index, number, end);
        }
        int at = translation.indexOf(standIn);
        while (at >= 0 && whole && !isWhole(translation, at, at + standIn.length())) {
            at = translation.indexOf(standIn, at + 1);
        }
        return at >= 0 && add(index, at, at + standIn.length());
    }

    private boolean addDiffering(int index) {
        if (others.get(index) == null) {
            return false;
        }
        var span = Difference.of(translation, others.get(index));
        return span.start() < span.end() && isShort(span.start(), span.end()) && add(index, span.start(), span.end());
    }

    private boolean isShort(int from, int to) {
        return to - from <= MOST_CHARACTERS
                || Links.words(translation.substring(from, to)).size() <= MOST_WORDS;
    }

    private boolean addAligned(int index) {
        int start = mask.marks().get(index).at();
        int end = start + mask.standIns().get(index).length();
        if (!isWhole(mask.text(), start, end)) {
            return false;
        }
        var words = longestRun(links.ofSpan(start, end), 0);
        if (words.isEmpty()) {
            return false;
        }
        int from = links.target().get(words.get(0)).start();
        int to = links.target().get(words.get(words.size() - 1)).end();
        while (from < to && !isLetter(translation.codePointAt(from))) {
            from += Character.charCount(translation.codePointAt(from));
        }
        while (from < to && !isLetter(translation.codePointBefore(to))) {
            to -= Character.charCount(translation.codePointBefore(to));
        }
        return from < to && isShort(from, to) && add(index, from, to);
    }

    private boolean add(int index, int from, int to) {
        var edit = new Edit(from, to, mask.marks().get(index).text(), index);
        boolean free = edits.addFree(edit);
        found += free ? 1 : 0;
        return free;
    }

    private void addInserted(int index) {
        int at = links.behind(mask.marks().get(index).at());
        while (at > 0 && !isLetter(translation.codePointBefore(at))) {
            at -= Character.charCount(translation.codePointBefore(at)); // before the stop
        }
        at = edits.outside(at, false);
        var text = mask.marks().get(index).text();
        boolean before = at > 0 && isSpacedLetter(translation.codePointBefore(at));
        boolean after = at < translation.length() && isSpacedLetter(translation.codePointAt(at));
        edits.add(new Edit(at, at, (before ? " " : "") + text + (after ? " " : ""), index));
    }

    private static Map<String, Integer> numbers(String text) {
        var numbers = new HashMap<String, Integer>();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = start;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            if (end > start) {
                numbers.putIfAbsent(text.substring(start, end), start);
            }
        }
        return numbers;
    }

    /** The longest run of indices that leaves out no more than {@code gap} between two. */
    static List<Integer> longestRun(List<Integer> words, int gap) {
        List<Integer> longest = List.of();
        for (int start = 0, end; start < words.size(); start = end) {
            end = start + 1;
            while (end < words.size() && words.get(end) <= words.get(end - 1) + 1 + gap) {
                end++;
            }
            longest = end - start > longest.size() ? words.subList(start, end) : longest;
        }
        return longest;
    }

    private static boolean isWhole(String text, int start, int end) {
        return (start == 0 || !isSpacedLetter(text.codePointBefore(start)))
                && (end == text.length() || !isSpacedLetter(text.codePointAt(end)));
    }

    private static boolean isLetter(int c) {
        return Character.isLetterOrDigit(c) || Links.isMark(c);
    }

    private static boolean isSpacedLetter(int c) {
        return Character.isLetterOrDigit(c) && Joint.isSpaced(c, true);
    }
}
