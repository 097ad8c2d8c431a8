package io.sparkseq2seq.subword;

import io.sparkseq2seq.subword.ScoredPieces.Piece;
import io.sparkseq2seq.subword.ScoredPieces.Use;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Locale;

/**
 * The lines of a subword file for pieces with scores.
 *
 * <pre>
 * rules nmt_nfkc             the name of the rules of normalization
 * spaces-removed true        whether spaces at the ends go, and of several in a row all but one
 * character-map TWUCA…       the compiled rules in base 64; -: none
 * pieces 7740                then a piece a line, its score, and its use where that is not normal, with tabs between them
 * </pre>
 *
 * A space is written {@code ▁} in a piece, and a backslash, tab or line end as in Java.
 */
final class ScoredPiecesFormat {
    private static final String[][] ESCAPES = {{"\\", "\\\\"}, {"\t", "\\t"}, {"\n", "\\n"}, {"\r", "\\r"}};

    private ScoredPiecesFormat() {}

    static void write(ScoredPieces pieces, SubwordFormat.Writer writer) throws IOException {
        var rules = pieces.rules();
        writer.line("rules " + rules.name().replaceAll("\\s+", "_"));
        writer.line("spaces-removed " + rules.spacesRemoved());
        writer.line("character-map "
                + (rules.characters() == null
                        ? "-"
                        : Base64.getEncoder().encodeToString(rules.characters().compiled())));
        writer.line("pieces " + pieces.spellings().length);
        for (int i = 0; i < pieces.spellings().length; i++) {
            var use = pieces.use(i);
            writer.line(escaped(pieces.spellings()[i]) + "\t" + pieces.score(i)
                    + (use == Use.NORMAL ? "" : "\t" + use.name().toLowerCase(Locale.ROOT)));
        }
    }

    static ScoredPieces read(boolean unknown, SubwordFormat.Reader reader) throws IOException {
        var name = reader.value("rules");
        boolean spacesRemoved = Boolean.parseBoolean(reader.value("spaces-removed"));
        var map = reader.value("character-map");
        var characters =
                map.equals("-") ? null : new CharacterMap(Base64.getDecoder().decode(map));
        var pieces = new ArrayList<Piece>();
        for (int left = reader.number("pieces"); left > 0; left--) {
            var fields = reader.next().split("\t", -1);
            if (fields.length != 2 && fields.length != 3) {
                throw new IOException("A damaged subword model: '" + String.join("\t", fields) + "' is no piece");
            }
            var use = fields.length == 2 ? Use.NORMAL : Use.valueOf(fields[2].toUpperCase(Locale.ROOT));
            pieces.add(new Piece(unescaped(fields[0]), Float.parseFloat(fields[1]), use));
        }
        return new ScoredPieces(pieces, unknown, new TextRules(name, characters, spacesRemoved));
    }

    private static String escaped(String spelling) {
        var escaped = SubwordFormat.spaceMarked(spelling);
        for (var escape : ESCAPES) {
            escaped = escaped.replace(escape[0], escape[1]);
        }
        return escaped;
    }

    private static String unescaped(String written) {
        if (written.indexOf('\\') < 0) {
            return SubwordFormat.spaced(written);
        }
        var spelling = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && i + 1 < written.length()) {
                char next = written.charAt(++i);
                c = next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
            }
            spelling.append(c);
        }
        return SubwordFormat.spaced(spelling.toString());
    }
}
