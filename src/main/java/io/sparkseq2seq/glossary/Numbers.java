package io.sparkseq2seq.glossary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a text and how they may be written in another language, in digits. {@code 1,000.5} may become
 * {@code 1000.5}, {@code 1.000,5}, {@code 1 000,5}, {@code 1000,5}; of {@code 1.234}, which is one thing in English and
 * another in German, point and comma may change places and nothing else. Digits of any script may become ASCII's. A
 * number that holds more than one kind of separator otherwise, as dates and versions do ({@code 10.2.1}), stays as it
 * is; those beside colons, hyphens and slashes are numbers of their own.
 */
public final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+(?:[.,]\\p{Nd}+)*");
    /** 1,000.5 and 1.000,5: groups of three digits, then perhaps a fraction. */
    private static final Pattern GROUPED = Pattern.compile("(\\d{1,3}(?:([.,])\\d{3})(?:\\2\\d{3})*)(?:[.,](\\d+))?");

    private static final Pattern SIMPLE = Pattern.compile("(\\d+)[.,](\\d+)");

    private Numbers() {}

    /** The numbers in a text, in its order. */
    public static List<Required> found(String text) {
        var found = new ArrayList<Required>();
        for (var matcher = NUMBER.matcher(text); matcher.find(); ) {
            found.add(new Required(matcher.start(), matcher.end(), forms(matcher.group()), true));
        }
        return found;
    }

    /** How a number may be written, as it is first. */
    static List<String> forms(String number) {
        var forms = new LinkedHashSet<String>();
        forms.add(number);
        var digits = ascii(number);
        forms.add(digits);
        var grouped = GROUPED.matcher(digits);
        var simple = SIMPLE.matcher(digits);
        if (grouped.matches() && isClear(grouped)) {
            var fraction = grouped.group(3);
            for (var separator : List.of("", ",", ".", " ")) {
                var groups = grouped.group(1).replaceAll("[.,]", separator);
                for (var point : List.of(".", ",")) {
                    if (!point.equals(separator)) {
                        forms.add(groups + (fraction == null ? "" : point + fraction));
                    }
                }
            }
        } else if (simple.matches()) {
            forms.add(simple.group(1) + "." + simple.group(2));
            forms.add(simple.group(1) + "," + simple.group(2));
        }
        return List.copyOf(forms);
    }

    /** Whether the separator can only be one between groups: it comes twice, or another follows. */
    private static boolean isClear(Matcher grouped) {
        char separator = grouped.group(2).charAt(0);
        boolean twice = grouped.group(1).chars().filter(c -> c == separator).count() > 1;
        if (grouped.group(3) == null) {
            return twice;
        }
        return grouped.group().charAt(grouped.end(1)) != separator;
    }

    private static String ascii(String number) {
        var ascii = new StringBuilder();
        number.codePoints().forEach(c -> {
            if (Character.isDigit(c)) {
                ascii.append((char) ('0' + Character.digit(c, 10)));
            } else {
                ascii.appendCodePoint(c);
            }
        });
        return ascii.toString();
    }
}
