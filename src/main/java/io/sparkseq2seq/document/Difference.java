package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.List;

/** Where two translations differ that should differ in one place. */
final class Difference {

    private Difference() {}

    /** What lies in {@code text} between the words that it begins and ends with as {@code other} does. */
    static Links.Word of(String text, String other) {
        var words = words(text);
        var others = words(other);
        int start = 0;
        while (start < words.size() && start < others.size() && words.get(start).equals(others.get(start))) {
            start++;
        }
        int end = words.size();
        int otherEnd = others.size();
        while (end > start && otherEnd > start && words.get(end - 1).equals(others.get(otherEnd - 1))) {
            end--;
            otherEnd--;
        }
        int from = length(words.subList(0, start));
        int to = from + length(words.subList(start, end));
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return new Links.Word(from, to);
    }

    private static int length(List<String> words) {
        return words.stream().mapToInt(String::length).sum();
    }

    /** Runs of letters and digits of scripts with spaces, and all other characters. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (int start = 0, end; start < text.length(); start = end) {
            int c = text.codePointAt(start);
            end = start + Character.charCount(c);
            boolean run = isRun(c);
            while (end < text.length()
                    && (Links.isMark(text.codePointAt(end)) || run && isRun(text.codePointAt(end)))) {
                end += Character.charCount(text.codePointAt(end));
            }
            words.add(text.substring(start, end));
        }
        return words;
    }

    private static boolean isRun(int c) {
        return Character.isLetterOrDigit(c) && Joint.isSpaced(c, true);
    }
}
