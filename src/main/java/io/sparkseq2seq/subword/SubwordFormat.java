package io.sparkseq2seq.subword;

import io.sparkseq2seq.config.ChineseScript;
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
import java.util.Locale;

/**
 * The file of a subword model: UTF-8 text that a person can read.
 *
 * <pre>
 * spark-seq2seq subwords 1
 * lowercase false
 * chinese keep
 * unknown false
 * characters 61      then one character a line
 * merges 7683        then one merge a line: left and right piece with a space between them
 * </pre>
 *
 * The space before a word is written {@code ▁}, so no piece holds a space of its own.
 */
final class SubwordFormat {
    private static final String HEADER = "spark-seq2seq subwords 1";

    private SubwordFormat() {}

    static void write(Subwords subwords, OutputStream out) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        line(writer, HEADER);
        line(writer, "lowercase " + subwords.normalizer().lowercase());
        line(writer, "chinese " + subwords.normalizer().chinese().name().toLowerCase(Locale.ROOT));
        line(writer, "unknown " + subwords.allowsUnknown());
        line(writer, "characters " + subwords.characters());
        for (int i = 0; i < subwords.characters(); i++) {
            line(writer, subwords.piece(Subwords.FIRST_CHARACTER + i));
        }
        line(writer, "merges " + subwords.merges());
        for (int i = 0; i < subwords.merges(); i++) {
            line(writer, subwords.merge(i));
        }
        writer.flush();
    }

    static Subwords read(InputStream in) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        var header = reader.readLine();
        if (!HEADER.equals(header)) {
            throw new IOException("Not a subword model: the first line is not '" + HEADER + "'");
        }
        boolean lowercase = Boolean.parseBoolean(value(reader, "lowercase"));
        var chinese = value(reader, "chinese").toUpperCase(Locale.ROOT);
        boolean unknown = Boolean.parseBoolean(value(reader, "unknown"));
        try {
            var characters = new ArrayList<String>();
            for (int left = Integer.parseInt(value(reader, "characters")); left > 0; left--) {
                characters.add(next(reader).replace(Subwords.SPACE_MARK, ' '));
            }
            var merges = new ArrayList<String[]>();
            for (int left = Integer.parseInt(value(reader, "merges")); left > 0; left--) {
                var sides = next(reader).split(" ", -1);
                if (sides.length != 2) {
                    throw new IOException("A damaged subword model: '" + String.join(" ", sides) + "' is no merge");
                }
                merges.add(new String[] {
                    sides[0].replace(Subwords.SPACE_MARK, ' '), sides[1].replace(Subwords.SPACE_MARK, ' ')
                });
            }
            var normalizer = new Normalizer(lowercase, ChineseScript.valueOf(chinese));
            return new Subwords(characters, merges, normalizer, unknown);
        } catch (IllegalArgumentException e) {
            throw new IOException("A damaged subword model: " + e.getMessage(), e);
        }
    }

    private static void line(BufferedWriter writer, String line) throws IOException {
        writer.write(line);
        writer.write('\n');
    }

    private static String next(BufferedReader reader) throws IOException {
        var line = reader.readLine();
        if (line == null) {
            throw new IOException("A damaged subword model: it ends too early");
        }
        return line;
    }

    private static String value(BufferedReader reader, String name) throws IOException {
        var line = next(reader);
        if (!line.startsWith(name + " ")) {
            throw new IOException("A damaged subword model: '" + line + "' where '" + name + "' belongs");
        }
        return line.substring(name.length() + 1);
    }
}
