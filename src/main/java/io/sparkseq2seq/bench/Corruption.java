package io.sparkseq2seq.bench;

import io.sparkseq2seq.bench.CleaningRun.Text;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What crawling, aligning and careless copying do to parallel text. */
enum Corruption {
    /** The target is that of another pair. */
    MISALIGNED,
    /** One side is a sentence of a third language, about as long as the other side. */
    WRONG_LANGUAGE,
    /** One side ends after a fifth to a half of it. */
    TRUNCATED,
    /** The pair is a copy of another one, with other capitals or punctuation, or a misspelling where it is long. */
    NEAR_DUPLICATED,
    /** Tags and entities stand in both sides. */
    HTML,
    /** The source stands where the target should, and the target as source. */
    SWAPPED,
    /** UTF-8 was read as Windows-1252. */
    MOJIBAKE,
    /**
     * The pair is one of the test set, as it is, with other capitals or punctuation, or a misspelling where it is long.
     */
    LEAKED;

    /** Characters of both sides from which on a copy may have one misspelled. */
    private static final int LONG = 80;

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** As reports name it. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether repairs give back what it was. */
    boolean isMendable() {
        return this == HTML || this == MOJIBAKE;
    }

    /**
     * A broken pair.
     *
     * @param pair what it was
     * @param before other clean pairs before it in the corpus, at least one
     * @param test the test set's pairs
     * @param foreign sentences of a third language
     * @return the pair as it was where it cannot be broken so
     */
    Text of(Text pair, List<Text> before, List<Text> test, List<String> foreign, SplittableRandom random) {
        return switch (this) {
            case MISALIGNED -> new Text(pair.source(), any(before, random).target());
            case WRONG_LANGUAGE -> random.nextBoolean()
                    ? new Text(pair.source(), foreign(pair.source(), foreign, random))
                    : new Text(foreign(pair.target(), foreign, random), pair.target());
            case TRUNCATED -> random.nextBoolean()
                    ? new Text(pair.source(), truncated(pair.target(), random))
                    : new Text(truncated(pair.source(), random), pair.target());
            case NEAR_DUPLICATED -> copied(any(before, random), random);
            case HTML -> new Text(marked(pair.source(), random), marked(pair.target(), random));
            case SWAPPED -> new Text(pair.target(), pair.source());
            case MOJIBAKE -> new Text(misread(pair.source()), misread(pair.target()));
            case LEAKED -> random.nextInt(3) == 0 ? any(test, random) : copied(any(test, random), random);
        };
    }

    private static <T> T any(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }

    /** A sentence that is about as long in bytes as the other side, as a translation would be, if one of some is. */
    private static String foreign(String other, List<String> foreign, SplittableRandom random) {
        int length = bytes(other);
        return IntStream.range(0, 50)
                .mapToObj(i -> any(foreign, random))
                .min(Comparator.comparingDouble(text -> Math.abs(Math.log((double) bytes(text) / length))))
                .orElseThrow();
    }

    private static int bytes(String text) {
        return Math.max(1, text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Cut between words, or between characters where there are no spaces. */
    private static String truncated(String text, SplittableRandom random) {
        double share = 0.2 + 0.3 * random.nextDouble();
        var words = text.split(" ");
        if (words.length >= 4) {
            return String.join(" ", List.of(words).subList(0, (int) Math.max(1, share * words.length)));
        }
        int length = text.codePointCount(0, text.length());
        return length < 4 ? text : text.substring(0, text.offsetByCodePoints(0, (int) Math.max(1, share * length)));
    }

    private static Text copied(Text pair, SplittableRandom random) {
        boolean isLong = Math.min(pair.source().length(), pair.target().length()) >= LONG / 2;
        return switch (random.nextInt(isLong ? 3 : 2)) {
            case 0 -> new Text(
                    pair.source().toUpperCase(Locale.ROOT), pair.target().toUpperCase(Locale.ROOT));
            case 1 -> new Text(ended(pair.source()), ended(pair.target()));
            default -> new Text(misspelled(pair.source(), random), pair.target());
        };
    }

    /** With another end of the sentence, questions as they are. */
    private static String ended(String text) {
        return text.endsWith("?") || text.endsWith("？") ? text + " " : text.replaceFirst("[\\p{P}]*$", "") + " …";
    }

    private static String misspelled(String text, SplittableRandom random) {
        var letters = new StringBuilder(text);
        int place = 1 + random.nextInt(text.length() - 2);
        letters.setCharAt(place, Character.isLetter(text.charAt(place)) ? 'x' : text.charAt(place));
        return letters.toString();
    }

    private static String marked(String text, SplittableRandom random) {
        int first = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
        return switch (random.nextInt(4)) {
            case 0 -> "<p>" + text + "</p>";
            case 1 -> "<a href=\"http://www.example.com/" + random.nextInt(1000) + "\">" + text.substring(0, first)
                    + "</a>" + text.substring(first);
            case 2 -> "<div class=\"text\">&nbsp;"
                    + text.replace("\"", "&quot;").replace("'", "&#39;") + "<br/></div>";
            default -> "<b>" + text.substring(0, first) + "</b>"
                    + text.substring(first).replace(" ", "&nbsp;");
        };
    }

    private static String misread(String text) {
        var read = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = new String(new byte[] {b}, WINDOWS).charAt(0);
            read.append(c == '\uFFFD' ? (char) (b & 0xFF) : c);
        }
        return read.toString();
    }
}
