package io.sparkseq2seq.subword;

import io.sparkseq2seq.config.UserException;
import java.util.ArrayList;
import java.util.List;

/**
 * What SentencePiece's {@code .model} file says that matters to cutting text.
 *
 * @param kind by which a text is cut
 * @param pieces in the order of their ids
 * @param byteFallback whether a character without a piece is spelled in bytes
 * @param rules what text goes through before
 * @param space where one is added
 * @param known ids of {@code <pad>}, {@code <unk>}, {@code <s>} and {@code </s>}
 */
record SentencePieceModel(
        Kind kind, List<Piece> pieces, boolean byteFallback, TextRules rules, Space space, KnownIds known) {

    /** How text is cut; in the order of their numbers in the file. */
    enum Kind {
        UNIGRAM,
        BPE,
        WORD,
        CHAR;

        int number() {
            return ordinal() + 1;
        }
    }

    /** Where a space is added to a text. */
    enum Space {
        BEFORE,
        AFTER,
        NONE
    }

    /** What a piece is for; in the order of their numbers in the file. */
    enum Type {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE;

        int number() {
            return ordinal() + 1;
        }
    }

    /**
     * A piece.
     *
     * @param text with {@code ▁} for a space
     */
    record Piece(String text, float score, Type type) {}

    /** The ids of special pieces; -1: there is none. */
    record KnownIds(int pad, int unknown, int start, int end) {
        static final KnownIds DEFAULT = new KnownIds(-1, 0, 1, 2);
    }

    private static final String MEND =
            "Give the .model file that SentencePiece has written, as it is; spm_export_vocab must be able to read it.";

    /**
     * Reads a file.
     *
     * @param where the file comes from, for messages
     * @throws UserException when it is damaged, is something else, or asks for what is not supported
     */
    static SentencePieceModel read(byte[] file, String where) {
        try {
            return parse(file);
        } catch (IllegalArgumentException e) {
            throw new UserException("that is no whole SentencePiece model: " + e.getMessage(), where, MEND).because(e);
        }
    }

    private static SentencePieceModel parse(byte[] file) {
        var pieces = new ArrayList<Piece>();
        var trainer = new Trainer();
        var normalizer = new NormalizerSpec();
        for (var field = new ProtocolBuffer(file); field.next(); ) {
            switch (field.number()) {
                case 1 -> {
                    // More would take the driver's memory before anything else is looked at.
                    if (pieces.size() == PairTable.IDS) {
                        throw new IllegalArgumentException("there are more than " + PairTable.IDS + " pieces");
                    }
                    pieces.add(piece(field.message()));
                }
                case 2 -> trainer.read(field.message());
                case 3 -> normalizer.read(field.message());
                default -> {
                    // self-tests, the rules after decoding, extensions
                }
            }
        }
        if (pieces.stream().noneMatch(piece -> piece.type == Type.NORMAL)) {
            throw new IllegalArgumentException("there are no pieces");
        }
        if (pieces.stream().filter(piece -> piece.type == Type.UNKNOWN).count() != 1) {
            throw new IllegalArgumentException("there is not one piece for what is unknown");
        }
        if (trainer.kind == Kind.WORD || trainer.kind == Kind.CHAR) {
            throw new IllegalArgumentException("its kind is " + trainer.kind + ", where unigram or BPE is needed");
        }
        if (!normalizer.escaped) {
            throw new IllegalArgumentException("it has escape_whitespaces = false, which is not supported");
        }
        return new SentencePieceModel(
                trainer.kind,
                List.copyOf(pieces),
                trainer.byteFallback,
                new TextRules(
                        normalizer.name,
                        normalizer.compiled.length == 0 ? null : new CharacterMap(normalizer.compiled),
                        normalizer.spacesRemoved),
                !normalizer.prefixed ? Space.NONE : trainer.spaceAsSuffix ? Space.AFTER : Space.BEFORE,
                new KnownIds(trainer.pad, trainer.unknown, trainer.start, trainer.end));
    }

    private static Piece piece(ProtocolBuffer field) {
        var text = "";
        float score = 0;
        int type = 1;
        while (field.next()) {
            switch (field.number()) {
                case 1 -> text = field.text();
                case 2 -> score = field.real();
                case 3 -> type = field.integer();
                default -> {
                    // an extension
                }
            }
        }
        if (text.isEmpty() || type < 1 || type > Type.values().length || !Float.isFinite(score)) {
            throw new IllegalArgumentException("the piece '" + text + "' of type " + type + " and score " + score);
        }
        return new Piece(text, score, Type.values()[type - 1]);
    }

    /** How it was trained, as far as it matters. */
    private static final class Trainer {
        Kind kind = Kind.UNIGRAM;
        boolean byteFallback;
        boolean spaceAsSuffix;
        int unknown = KnownIds.DEFAULT.unknown;
        int start = KnownIds.DEFAULT.start;
        int end = KnownIds.DEFAULT.end;
        int pad = KnownIds.DEFAULT.pad;

        void read(ProtocolBuffer field) {
            while (field.next()) {
                switch (field.number()) {
                    case 3 -> kind = kind(field.integer());
                    case 24 -> spaceAsSuffix = field.truth();
                    case 35 -> byteFallback = field.truth();
                    case 40 -> unknown = field.integer();
                    case 41 -> start = field.integer();
                    case 42 -> end = field.integer();
                    case 43 -> pad = field.integer();
                    default -> {
                        // does not matter to cutting text
                    }
                }
            }
        }

        private static Kind kind(int number) {
            if (number < 1 || number > Kind.values().length) {
                throw new IllegalArgumentException("a model of kind " + number);
            }
            return Kind.values()[number - 1];
        }
    }

    private static final class NormalizerSpec {
        String name = "identity";
        byte[] compiled = {};
        boolean prefixed = true;
        boolean spacesRemoved = true;
        boolean escaped = true;

        void read(ProtocolBuffer field) {
            while (field.next()) {
                switch (field.number()) {
                    case 1 -> name = field.text().equals(TextRules.NONE.name()) ? "identity" : field.text();
                    case 2 -> compiled = field.bytes();
                    case 3 -> prefixed = field.truth();
                    case 4 -> spacesRemoved = field.truth();
                    case 5 -> escaped = field.truth();
                    default -> {
                        // the rules' source
                    }
                }
            }
        }
    }

    /** The file's content, which SentencePiece reads. */
    byte[] write() {
        var out = new ProtocolBufferWriter();
        for (var piece : pieces) {
            var message = new ProtocolBufferWriter();
            message.text(1, piece.text);
            message.real(2, piece.score);
            message.integer(3, piece.type.number());
            out.message(1, message);
        }
        var trainer = new ProtocolBufferWriter();
        trainer.integer(3, kind.number());
        trainer.integer(4, pieces.size());
        trainer.truth(24, space == Space.AFTER);
        trainer.truth(35, byteFallback);
        trainer.integer(40, known.unknown);
        trainer.integer(41, known.start);
        trainer.integer(42, known.end);
        trainer.integer(43, known.pad);
        for (int id : new int[] {known.unknown, known.start, known.end, known.pad}) {
            int field = id == known.unknown ? 45 : id == known.start ? 46 : id == known.end ? 47 : 48;
            if (id >= 0) {
                trainer.text(field, pieces.get(id).text);
            }
        }
        out.message(2, trainer);
        var normalizer = new ProtocolBufferWriter();
        normalizer.text(1, rules.name());
        normalizer.bytes(
                2, rules.characters() == null ? new byte[0] : rules.characters().compiled());
        normalizer.truth(3, space != Space.NONE);
        normalizer.truth(4, rules.spacesRemoved());
        normalizer.truth(5, true);
        out.message(3, normalizer);
        return out.toBytes();
    }

    /** The {@code .vocab} file: a piece and its score a line. */
    String vocabulary() {
        var lines = new StringBuilder();
        for (var piece : pieces) {
            lines.append(piece.text).append('\t').append(score(piece.score)).append('\n');
        }
        return lines.toString();
    }

    /** Whole numbers without a point, as SentencePiece writes them. */
    private static String score(float score) {
        return score == Math.rint(score) ? Integer.toString((int) score) : Float.toString(score);
    }
}
