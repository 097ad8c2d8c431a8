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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The file of a subword model: UTF-8 text that a person can read.
 *
 * <pre>
 * spark-seq2seq subwords 3
 * kind bpe           bpe | unigram | piece-merges
 * words kinds        kinds | dictionary | space_before | space_after | whole | whole_unmarked: see {@link Splitting}
 * capitals-marked false
 * symbols 2          then one of the user's symbols a line
 * lowercase false
 * chinese keep
 * unknown false
 * characters 61      then one character a line
 * merges 7683        then one merge a line: left and right piece with a space between them
 * </pre>
 *
 * The other kinds have pieces with scores instead of characters and merges, see {@link ScoredPiecesFormat}.
 *
 * <p>The space before a word is written {@code ▁}, so no piece holds a space of its own. Format 2 has neither
 * {@code capitals-marked} nor {@code symbols}, format 1 neither {@code kind} nor {@code words}; a model that needs none
 * of them is written so, and older releases read it.
 */
final class SubwordFormat {
    private static final String HEADER = "spark-seq2seq subwords ";
    private static final List<String> FORMATS = List.of(HEADER + 1, HEADER + 2, HEADER + 3);

    private SubwordFormat() {}

    static void write(Subwords subwords, OutputStream out) throws IOException {
        var writer = new Writer(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
        var segmenter = subwords.segmenter();
        var parts = subwords.parts();
        if (segmenter instanceof BytePairs && parts.splitting() == Splitting.KINDS && parts.isPlain()) {
            writer.line(HEADER + 1);
        } else {
            writer.line(HEADER + (parts.isPlain() ? 2 : 3));
            writer.line("kind " + segmenter.kind());
            writer.line("words " + lower(parts.splitting()));
        }
        if (!parts.isPlain()) {
            writer.line("capitals-marked " + parts.capitalsMarked());
            writer.line("symbols " + parts.symbols().size());
            for (var symbol : parts.symbols().spellings()) {
                writer.line(symbol);
            }
        }
        writer.line("lowercase " + subwords.normalizer().lowercase());
        writer.line("chinese " + lower(subwords.normalizer().chinese()));
        writer.line("unknown " + segmenter.unknown());
        if (segmenter instanceof BytePairs pairs) {
            writeMerges(pairs, writer);
        } else if (segmenter instanceof Unigrams unigrams) {
            ScoredPiecesFormat.write(unigrams.pieces(), writer);
        } else if (segmenter instanceof PieceMerges merges) {
            ScoredPiecesFormat.write(merges.pieces(), writer);
        }
        writer.out.flush();
    }

    static boolean begins(byte[] file) {
        var header = HEADER.getBytes(StandardCharsets.UTF_8);
        return Arrays.mismatch(header, file) == header.length || Arrays.equals(header, file);
    }

    static Subwords read(InputStream in) throws IOException {
        var reader = new Reader(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        var header = reader.in.readLine();
        int format = header == null ? 0 : FORMATS.indexOf(header) + 1;
        if (format == 0) {
            throw new IOException(
                    header != null && header.startsWith(HEADER)
                            ? "A subword model of a later format: " + header
                            : "Not a subword model: the first line is not '" + FORMATS.get(2) + "'");
        }
        try {
            var kind = format == 1 ? BytePairs.KIND : reader.value("kind");
            var splitting = format == 1 ? Splitting.KINDS : Splitting.valueOf(upper(reader.value("words")));
            boolean capitalsMarked = format == 3 && Boolean.parseBoolean(reader.value("capitals-marked"));
            var symbols = new ArrayList<String>();
            for (int left = format < 3 ? 0 : reader.number("symbols"); left > 0; left--) {
                symbols.add(reader.next());
            }
            boolean lowercase = Boolean.parseBoolean(reader.value("lowercase"));
            var normalizer = new Normalizer(lowercase, ChineseScript.valueOf(upper(reader.value("chinese"))));
            boolean unknown = Boolean.parseBoolean(reader.value("unknown"));
            var segmenter =
                    switch (kind) {
                        case BytePairs.KIND -> readMerges(unknown, reader);
                        case Unigrams.KIND -> new Unigrams(ScoredPiecesFormat.read(unknown, reader));
                        case PieceMerges.KIND -> new PieceMerges(ScoredPiecesFormat.read(unknown, reader));
                        default -> throw new IOException("A subword model of a kind that is not known: " + kind);
                    };
            var parts = new TextParts(splitting, new Symbols(symbols), capitalsMarked);
            return new Subwords(parts, segmenter, normalizer);
        } catch (IllegalArgumentException e) {
            throw new IOException("A damaged subword model: " + e.getMessage(), e);
        }
    }

    private static void writeMerges(BytePairs pairs, Writer writer) throws IOException {
        writer.line("characters " + pairs.characters());
        for (int i = 0; i < pairs.characters(); i++) {
            writer.line(spaceMarked(pairs.spellings()[i]));
        }
        writer.line("merges " + pairs.merges());
        for (int i = 0; i < pairs.merges(); i++) {
            writer.line(spaceMarked(pairs.merge(i)[0]) + " " + spaceMarked(pairs.merge(i)[1]));
        }
    }

    private static BytePairs readMerges(boolean unknown, Reader reader) throws IOException {
        var characters = new ArrayList<String>();
        for (int left = reader.number("characters"); left > 0; left--) {
            characters.add(spaced(reader.next()));
        }
        var merges = new ArrayList<String[]>();
        for (int left = reader.number("merges"); left > 0; left--) {
            var sides = reader.next().split(" ", -1);
            if (sides.length != 2) {
                throw new IOException("A damaged subword model: '" + String.join(" ", sides) + "' is no merge");
            }
            merges.add(new String[] {spaced(sides[0]), spaced(sides[1])});
        }
        return new BytePairs(characters, merges, unknown);
    }

    static String spaceMarked(String spelling) {
        return spelling.replace(' ', Subwords.SPACE_MARK);
    }

    static String spaced(String marked) {
        return marked.replace(Subwords.SPACE_MARK, ' ');
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }

    /** Lines that end as on Unix. */
    record Writer(BufferedWriter out) {
        void line(String line) throws IOException {
            out.write(line);
            out.write('\n');
        }
    }

    record Reader(BufferedReader in) {
        String next() throws IOException {
            var line = in.readLine();
            if (line == null) {
                throw new IOException("A damaged subword model: it ends too early");
            }
            return line;
        }

        String value(String name) throws IOException {
            var line = next();
            if (!line.startsWith(name + " ")) {
                throw new IOException("A damaged subword model: '" + line + "' where '" + name + "' belongs");
            }
            return line.substring(name.length() + 1);
        }

        int number(String name) throws IOException {
            return Integer.parseInt(value(name));
        }
    }
}
