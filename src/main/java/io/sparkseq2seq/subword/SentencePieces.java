package io.sparkseq2seq.subword;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.subword.ScoredPieces.Use;
import io.sparkseq2seq.subword.SentencePieceModel.Kind;
import io.sparkseq2seq.subword.SentencePieceModel.KnownIds;
import io.sparkseq2seq.subword.SentencePieceModel.Piece;
import io.sparkseq2seq.subword.SentencePieceModel.Space;
import io.sparkseq2seq.subword.SentencePieceModel.Type;
import io.sparkseq2seq.text.Normalizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Subwords from and to SentencePiece's files.
 *
 * <p>A model that is read cuts a text just as SentencePiece does: by its own rules of normalization, the whole text at
 * once, sums of single precision. Its ids become ours: special ids and bytes first, then its pieces in their order; its
 * control symbols have none.
 *
 * <p>A model that is written has the ids that it has here.
 */
public final class SentencePieces {
    private SentencePieces() {}

    /**
     * The subwords of a {@code .model} file.
     *
     * @param where the file comes from, for messages
     * @param normalizer what text goes through before it reaches them
     * @throws UserException when the file is damaged or cannot be used
     */
    public static Subwords read(byte[] file, String where, Normalizer normalizer) {
        var model = SentencePieceModel.read(file, where);
        var pieces = new ArrayList<ScoredPieces.Piece>();
        for (var piece : model.pieces()) {
            var use =
                    switch (piece.type()) {
                        case NORMAL -> Use.NORMAL;
                        case USER_DEFINED -> Use.USER_DEFINED;
                        case UNUSED -> Use.UNUSED;
                        case UNKNOWN, CONTROL, BYTE -> null;
                    };
            if (use != null) {
                pieces.add(new ScoredPieces.Piece(SubwordFormat.spaced(piece.text()), piece.score(), use));
            }
        }
        try {
            var scored = new ScoredPieces(pieces, !model.byteFallback(), model.rules());
            return new Subwords(
                    switch (model.space()) {
                        case BEFORE -> Splitting.WHOLE;
                        case AFTER -> Splitting.WHOLE_AFTER;
                        case NONE -> Splitting.WHOLE_UNMARKED;
                    },
                    model.kind() == Kind.UNIGRAM ? new Unigrams(scored) : new PieceMerges(scored),
                    normalizer);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                            "that SentencePiece model is damaged: " + e.getMessage(),
                            where,
                            "Copy it again from where it was made.")
                    .because(e);
        }
    }

    /** Whether subwords have a form as a model: SentencePiece knows no marks of capitals. */
    public static boolean canHold(Subwords subwords) {
        return !subwords.parts().capitalsMarked();
    }

    /**
     * The {@code .model} file of some subwords.
     *
     * @throws IllegalArgumentException for subwords that SentencePiece has no form for
     */
    public static byte[] model(Subwords subwords) {
        return of(subwords).write();
    }

    /** The {@code .vocab} file of some subwords. */
    public static byte[] vocabulary(Subwords subwords) {
        return of(subwords).vocabulary().getBytes(StandardCharsets.UTF_8);
    }

    private static SentencePieceModel of(Subwords subwords) {
        if (!canHold(subwords)) {
            throw new IllegalArgumentException("capitals are marked");
        }
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece("<pad>", 0, Type.CONTROL));
        pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
        pieces.add(new Piece("<s>", 0, Type.CONTROL));
        pieces.add(new Piece("</s>", 0, Type.CONTROL));
        var segmenter = subwords.segmenter();
        for (int i = 0; i < 256; i++) {
            // Where there is no fallback they only keep the place, so that ids stay the same.
            pieces.add(
                    segmenter.unknown()
                            ? new Piece("<unused" + i + ">", 0, Type.CONTROL)
                            : new Piece(String.format(Locale.ROOT, "<0x%02X>", i), 0, Type.BYTE));
        }
        var scored = scored(segmenter);
        for (int i = 0; i < segmenter.spellings().length; i++) {
            var text = SubwordFormat.spaceMarked(segmenter.spellings()[i]);
            // Merges in their order; what SentencePiece joins first has the highest score.
            pieces.add(
                    scored == null
                            ? new Piece(text, -i, Type.NORMAL)
                            : new Piece(text, scored.score(i), type(scored.use(i))));
        }
        for (var symbol : subwords.parts().symbols().spellings()) {
            pieces.add(new Piece(symbol, 0, Type.USER_DEFINED));
        }
        return new SentencePieceModel(
                segmenter instanceof Unigrams ? Kind.UNIGRAM : Kind.BPE,
                pieces,
                !segmenter.unknown(),
                scored == null || scored.rules().isNone() ? new TextRules("identity", null, true) : scored.rules(),
                switch (subwords.splitting()) {
                    case KINDS, DICTIONARY, SPACE_BEFORE, WHOLE -> Space.BEFORE;
                    case SPACE_AFTER, WHOLE_AFTER -> Space.AFTER;
                    case WHOLE_UNMARKED -> Space.NONE;
                },
                new KnownIds(Subwords.PAD, Subwords.UNKNOWN, Subwords.START, Subwords.END));
    }

    /** Null for merges. */
    private static ScoredPieces scored(Segmenter segmenter) {
        if (segmenter instanceof Unigrams unigrams) {
            return unigrams.pieces();
        }
        return segmenter instanceof PieceMerges merges ? merges.pieces() : null;
    }

    private static Type type(Use use) {
        return switch (use) {
            case NORMAL -> Type.NORMAL;
            case USER_DEFINED -> Type.USER_DEFINED;
            case UNUSED -> Type.UNUSED;
        };
    }
}
