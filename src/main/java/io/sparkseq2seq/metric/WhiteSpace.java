package io.sparkseq2seq.metric;

import java.util.ArrayList;
import java.util.List;

/** Splits lines at white space as Python does, and with it sacrebleu. */
final class WhiteSpace {
    private WhiteSpace() {}

    /** Unicode's white space, no-break spaces included, and the four ASCII separators U+001C to U+001F. */
    static boolean isSpace(int character) {
        return switch (character) {
            case ' ', '\t', '\n', 0x0B, '\f', '\r', 0x1C, 0x1D, 0x1E, 0x1F -> true;
            case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> character >= 0x2000 && character <= 0x200A;
        };
    }

    /** The non-empty pieces between white space. */
    static List<String> split(CharSequence line) {
        var words = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i <= line.length(); i++) {
            // All white space lies in the basic plane, so chars serve.
            if (i == line.length() || isSpace(line.charAt(i))) {
                if (i > start) {
                    words.add(line.subSequence(start, i).toString());
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** Without white space at the end. */
    static String stripEnd(String line) {
        int end = line.length();
        while (end > 0 && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    /** Without white space at either end. */
    static String strip(String line) {
        int start = 0;
        while (start < line.length() && isSpace(line.charAt(start))) {
            start++;
        }
        return stripEnd(line.substring(start));
    }

    /** The line without white space. */
    static String join(String line) {
        return String.join("", split(line));
    }
}
