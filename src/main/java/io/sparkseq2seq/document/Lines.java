package io.sparkseq2seq.document;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import io.sparkseq2seq.document.Block.Break;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the blocks of a text. A line end is the end of a block, unless the line was wrapped there: a mail or a manual
 * wrapped at 72 columns has sentences that go over several lines.
 *
 * <p>In texts of several lines the signs of items, headings and quotations before a line's words belong to no block:
 * {@code -}, {@code •}, {@code 1.}, {@code (a)}, {@code #}, {@code >}. Numbers count as signs where two lines have
 * them.
 */
final class Lines {
    private static final Pattern END = Pattern.compile("\r\n|[\n\r\u000B\f\u0085\u2028\u2029]");
    private static final String SIGN = "[-*+•‣◦▪●○■□–—·]|\\(?[a-zA-Z]\\)|\\[[ xX]]|#{1,6}|>{1,9}";
    private static final Pattern SIGNS = Pattern.compile("(?:(?:" + SIGN + ")[ \t\u00a0\u3000]++){1,9}+");
    private static final Pattern NUMBER =
            Pattern.compile("(?:\\d{1,3}[.)]|\\(\\d{1,3}\\)|\\d{1,3}、)[ \t\u00a0\u3000]*(?=\\D)");
    /** Of a wrapped line, in columns. */
    private static final int NARROWEST = 40;
    /** Of a paragraph that is wrapped also where lines start in upper case, or there is none. */
    private static final int FEWEST_WRAPPED = 3;

    /** A line's words, from {@code start} to {@code end}; {@code sign}: whether one stands before them. */
    private record Line(int start, int end, boolean sign) {
        boolean isBlank() {
            return start == end;
        }
    }

    private final String text;
    private final List<Line> lines = new ArrayList<>();

    private Lines(String text) {
        this.text = text;
    }

    /** The blocks of a text, wrapped lines joined. */
    static List<Block> blocks(String text) {
        return new Lines(text).read(true).paragraphs();
    }

    /** A block for each line. */
    static List<Block> each(String text) {
        return new Lines(text)
                .read(true).lines.stream()
                        .filter(line -> !line.isBlank())
                        .map(line -> new Block(line.start, line.end, List.of()))
                        .toList();
    }

    /** One block, if there is anything but white space; every line end within it is a break. */
    static List<Block> whole(String text) {
        var lines = new Lines(text)
                .read(false).lines.stream().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? List.of() : List.of(block(lines));
    }

    private static Block block(List<Line> lines) {
        var breaks = new ArrayList<Break>();
        for (int i = 1; i < lines.size(); i++) {
            breaks.add(new Break(lines.get(i - 1).end, lines.get(i).start));
        }
        return new Block(lines.get(0).start, lines.get(lines.size() - 1).end, breaks);
    }

    private Lines read(boolean signs) {
        var spans = new ArrayList<int[]>();
        var ends = END.matcher(text);
        int start = 0;
        while (ends.find()) {
            spans.add(new int[] {start, ends.start()});
            start = ends.end();
        }
        spans.add(new int[] {start, text.length()});
        for (var span : spans) {
            while (span[0] < span[1] && UCharacter.isUWhiteSpace(text.charAt(span[0]))) {
                span[0]++;
            }
            while (span[1] > span[0] && UCharacter.isUWhiteSpace(text.charAt(span[1] - 1))) {
                span[1]--;
            }
        }
        boolean several =
                signs && spans.stream().filter(span -> span[0] < span[1]).count() > 1;
        boolean numbers = several
                && spans.stream()
                                .filter(span -> behind(NUMBER, span[0], span[1]) > span[0])
                                .count()
                        > 1;
        for (var span : spans) {
            int words = several ? behind(SIGNS, span[0], span[1]) : span[0];
            words = numbers ? behind(NUMBER, words, span[1]) : words;
            lines.add(new Line(words, span[1], words > span[0]));
        }
        return this;
    }

    private int behind(Pattern sign, int start, int end) {
        var matcher = sign.matcher(text).region(start, end);
        return matcher.lookingAt() ? matcher.end() : start;
    }

    private List<Block> paragraphs() {
        var blocks = new ArrayList<Block>();
        for (int first = 0; first < lines.size(); ) {
            int next = first + 1;
            while (next < lines.size()
                    && !lines.get(first).isBlank()
                    && !lines.get(next).isBlank()
                    && !lines.get(next).sign) {
                next++;
            }
            if (!lines.get(first).isBlank()) {
                addBlocks(lines.subList(first, next), blocks);
            }
            first = next;
        }
        return blocks;
    }

    private void addBlocks(List<Line> paragraph, List<Block> blocks) {
        var widths =
                paragraph.stream().mapToInt(line -> width(line.start, line.end)).toArray();
        int widest = 0;
        for (int width : widths) {
            widest = Math.max(widest, width);
        }
        boolean all = paragraph.size() >= FEWEST_WRAPPED;
        var full = new boolean[paragraph.size()];
        for (int i = 0; i + 1 < full.length; i++) {
            full[i] = widest >= NARROWEST && widths[i] + 1 + firstWord(paragraph.get(i + 1)) > widest;
            all &= full[i];
        }
        int from = 0;
        for (int i = 0; i < full.length; i++) {
            boolean wrapped = full[i]
                    && i + 1 < full.length
                    && (all || UCharacter.isLowerCase(text.codePointAt(paragraph.get(i + 1).start)));
            if (!wrapped) {
                blocks.add(block(paragraph.subList(from, i + 1)));
                from = i + 1;
            }
        }
    }

    private int firstWord(Line line) {
        int end = line.start;
        while (end < line.end && !UCharacter.isUWhiteSpace(text.charAt(end))) {
            end++;
            if (isWide(text.codePointBefore(end))) {
                break;
            }
        }
        return width(line.start, end);
    }

    /** In columns of a terminal. */
    private int width(int start, int end) {
        return text.substring(start, end)
                .codePoints()
                .map(c -> isWide(c) ? 2 : 1)
                .sum();
    }

    private static boolean isWide(int c) {
        if (c < 0x1100) {
            return false;
        }
        int width = UCharacter.getIntPropertyValue(c, UProperty.EAST_ASIAN_WIDTH);
        return width == UCharacter.EastAsianWidth.WIDE || width == UCharacter.EastAsianWidth.FULLWIDTH;
    }
}
