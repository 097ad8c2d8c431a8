package io.sparkseq2seq.subword;

import io.sparkseq2seq.text.Normalizer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The file of merges that subword-nmt learns and applies ({@code codes}): a line {@code #version: 0.2}, then a merge a
 * line, the most important first, its two sides with a space between them. {@code </w>} marks the end of a word; it is
 * a part of its last character in version 0.2, and a symbol of its own in 0.1. Files may lack the first line; what the
 * marks stand in tells the version then.
 *
 * <p>Subwords of such a file split text at spaces, as subword-nmt does, and the space belongs to the word before it:
 * the piece {@code er▁} is subword-nmt's {@code er} at the end of a word, and {@code er} its {@code er@@}. A character
 * beyond ASCII that no merge knows is spelled in bytes, and so is {@code ▁}, which is the mark of a space here: merges
 * with it are left out. Merges of what no merge makes never apply and are left out, too.
 */
public final class SubwordNmtCodes {
    private static final String VERSION = "#version:";

    private SubwordNmtCodes() {}

    /**
     * Whether a file is one: it tells so, or its first line is a merge, as where tools have written no version, and it
     * is no {@linkplain Subwords#isOurs model of ours}.
     */
    public static boolean areIn(byte[] file) {
        if (Arrays.mismatch(VERSION.getBytes(StandardCharsets.UTF_8), file) == VERSION.length()) {
            return true;
        }
        int end = 0;
        while (end < file.length && (file[end] < 0 || file[end] >= ' ')) {
            end++;
        }
        boolean line = end < file.length && (file[end] == '\n' || file[end] == '\r');
        int sides = new String(file, 0, end, StandardCharsets.UTF_8).split(" +").length;
        return line && (sides == 2 || sides == 3) && !Subwords.isOurs(file);
    }

    /** Whether subwords have a form as codes. */
    public static boolean canHold(Subwords subwords) {
        return subwords.segmenter() instanceof BytePairs && subwords.splitting() == Splitting.SPACE_AFTER;
    }

    /**
     * @param normalizer that text will go through before it is encoded
     * @param unknown whether characters without a piece become {@link Subwords#UNKNOWN} instead of bytes
     * @throws IOException when it cannot be read, or is no such file: most of a vocabulary's lines are no merges that
     *     could apply
     */
    public static Subwords read(InputStream in, Normalizer normalizer, boolean unknown) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                .lines()
                .toList();
        boolean versioned = !lines.isEmpty() && lines.get(0).startsWith(VERSION);
        var version = versioned ? lines.get(0).substring(VERSION.length()).strip() : "";
        if (versioned && !version.equals("0.1") && !version.equals("0.2")) {
            throw new IOException("Codes of version " + version + ", where 0.1 and 0.2 can be read");
        }
        var merges = new ArrayList<String[]>();
        for (int i = versioned ? 1 : 0; i < lines.size(); i++) {
            // Trailing white space, and a third column that some tools write, are looked past, as subword-nmt does.
            var sides = lines.get(i).replaceAll("[\r\n ]+$", "").split(" ");
            if (sides.length < 2 || sides.length > 3 || sides[0].isEmpty() || sides[1].isEmpty()) {
                throw new IOException("Line " + (i + 1) + " of the codes, '" + lines.get(i) + "', is no merge");
            }
            if (lines.get(i).indexOf(Subwords.SPACE_MARK) < 0) {
                merges.add(new String[] {sides[0], spaced(sides[1])});
            }
        }
        var characters = characters(merges, versioned ? version.equals("0.2") : marksEnds(merges));
        var reachable = reachable(merges, characters);
        int others = merges.size() - reachable.size();
        if (others > reachable.size()) {
            throw new IOException(others + " of " + merges.size()
                    + " lines join what no line before makes, so these are no codes, or not all; perhaps a vocabulary");
        }
        return new Subwords(Splitting.SPACE_AFTER, new BytePairs(characters, reachable, unknown), normalizer);
    }

    /**
     * Writes the merges; leaves the stream open.
     *
     * @throws IllegalArgumentException for subwords that subword-nmt has no form for
     */
    public static void write(Subwords subwords, OutputStream out) throws IOException {
        if (!canHold(subwords) || !(subwords.segmenter() instanceof BytePairs pairs)) {
            throw new IllegalArgumentException("not merges in words between spaces");
        }
        var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        writer.write(VERSION + (pairs.marksEnds() ? " 0.2\n" : " 0.1\n"));
        for (int i = 0; i < pairs.merges(); i++) {
            var sides = pairs.merge(i);
            writer.write(sides[0] + " " + marked(sides[1]) + "\n");
        }
        writer.flush();
    }

    /** Whether ends of words stand in the last characters of sides, and none is a side of its own. */
    private static boolean marksEnds(List<String[]> merges) {
        return merges.stream().anyMatch(sides -> sides[1].endsWith(" "))
                && merges.stream().noneMatch(sides -> sides[1].equals(" "));
    }

    private static List<String> characters(List<String[]> merges, boolean marksEnds) {
        var characters = new LinkedHashSet<String>();
        for (char c = '!'; c <= '~'; c++) {
            characters.add(Character.toString(c));
        }
        for (var sides : merges) {
            for (var side : sides) {
                if (BaseSymbol.isOne(side)) {
                    characters.add(Character.toString(side.codePointAt(0)));
                }
            }
        }
        characters.remove(" ");
        var all = new ArrayList<>(List.of(" "));
        for (var character : characters) {
            all.add(character);
            if (marksEnds) {
                all.add(character + " ");
            }
        }
        return all;
    }

    /** Without merges of what no merge makes: they never apply. */
    private static List<String[]> reachable(List<String[]> merges, List<String> characters) {
        Set<String> made = new HashSet<>(characters);
        var left = merges;
        int before;
        do {
            before = left.size();
            var kept = left;
            made.clear();
            made.addAll(characters);
            kept.forEach(sides -> made.add(sides[0] + sides[1]));
            left = kept.stream()
                    .filter(sides -> made.contains(sides[0]) && made.contains(sides[1]))
                    .toList();
        } while (left.size() < before);
        return left;
    }

    private static String spaced(String side) {
        return side.endsWith(BaseSymbol.END) ? side.substring(0, side.length() - BaseSymbol.END.length()) + " " : side;
    }

    private static String marked(String side) {
        return side.endsWith(" ") ? side.substring(0, side.length() - 1) + BaseSymbol.END : side;
    }
}
