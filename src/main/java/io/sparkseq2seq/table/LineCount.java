package io.sparkseq2seq.table;

import java.io.Serializable;
import java.nio.charset.MalformedInputException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.io.Text;

/**
 * How many lines there are, and whether they look like text.
 *
 * @param lines all of them
 * @param beyondAscii those with a byte above 127
 * @param malformed those that are no UTF-8
 * @param withNul those with a NUL in them, which text has not
 * @param returns carriage returns within lines that are long, none at their ends
 * @param kind what the file is by its first bytes, when it is no text; else null
 */
record LineCount(long lines, long beyondAscii, long malformed, long withNul, long returns, FileKind kind)
        implements Serializable {
    /** Fewer malformed lines are single faults. */
    private static final int FEW = 10;

    /** So many carriage returns within a line are no accident. */
    private static final int MANY = 5;

    /** Bytes of a line that may be many lines, parted by carriage returns. */
    private static final int LONG = 1000;

    private static final int HIGH = 1;
    private static final int NUL = 2;

    static final LineCount NONE = new LineCount(0, 0, 0, 0, 0, null);

    /** @param isStart whether the lines are those at the start of a file */
    static LineCount of(Iterator<Text> lines, boolean isStart) {
        FileKind kind = null;
        long count = 0;
        long beyondAscii = 0;
        long malformed = 0;
        long withNul = 0;
        long returns = 0;
        for (; lines.hasNext(); count++) {
            var line = lines.next();
            if (isStart && count == 0) {
                int head = Math.min(FileKind.HEAD, line.getLength());
                kind = FileKind.of(Arrays.copyOf(line.getBytes(), head)).orElse(null);
            }
            if (line.getLength() > LONG) {
                returns += returns(line);
            }
            int bits = bits(line);
            if ((bits & NUL) != 0) {
                withNul++;
            }
            if ((bits & HIGH) != 0) {
                beyondAscii++;
                malformed += isUtf8(line) ? 0 : 1;
            }
        }
        return new LineCount(count, beyondAscii, malformed, withNul, returns, kind);
    }

    private static long returns(Text line) {
        var bytes = line.getBytes();
        long returns = 0;
        for (int i = 0; i < line.getLength() - 1; i++) {
            returns += bytes[i] == '\r' ? 1 : 0;
        }
        return returns;
    }

    /** Which unusual bytes are in a line. */
    private static int bits(Text line) {
        var bytes = line.getBytes();
        int bits = 0;
        for (int i = 0; i < line.getLength(); i++) {
            bits |= bytes[i] > 0 ? 0 : bytes[i] < 0 ? HIGH : NUL;
        }
        return bits;
    }

    private static boolean isUtf8(Text line) {
        try {
            Text.validateUTF8(line.getBytes(), 0, line.getLength());
            return true;
        } catch (MalformedInputException e) {
            return false;
        }
    }

    LineCount plus(LineCount other) {
        return new LineCount(
                lines + other.lines,
                beyondAscii + other.beyondAscii,
                malformed + other.malformed,
                withNul + other.withNul,
                returns + other.returns,
                kind == null ? other.kind : kind);
    }

    /** What the lines of a whole file must be, when they are no UTF-8 text; with what to do about it. */
    Optional<String[]> foreign() {
        if (kind != null) {
            return Optional.of(new String[] {kind.name(), kind.mend()});
        } else if (2 * withNul > lines) {
            return Optional.of(new String[] {
                "no text, or UTF-16 or UTF-32 text: most of its lines have NUL bytes",
                "Convert it first, such as by iconv -f UTF-16LE -t UTF-8, or -f UTF-16BE; or take them out: tr -d '\\000'."
            });
        } else if (returns > MANY * lines) {
            return Optional.of(new String[] {
                "text whose lines end in carriage returns alone: there are " + returns + " of them in " + lines
                        + (lines == 1 ? " line" : " lines"),
                "Convert it first: tr '\\r' '\\n'."
            });
        } else if (malformed >= FEW && 2 * malformed > beyondAscii) {
            return Optional.of(new String[] {
                "no UTF-8 text: " + malformed + " of its " + beyondAscii
                        + " lines with letters beyond ASCII are damaged",
                "Convert it first, such as by iconv -f WINDOWS-1252 -t UTF-8, or -f GB18030."
            });
        }
        return Optional.empty();
    }
}
