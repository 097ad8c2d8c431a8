package io.sparkseq2seq.subword;

import io.sparkseq2seq.config.ChineseScript;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A subword vocabulary: text to token ids and back.
 *
 * <p>Ids: 0 to 3 are {@code <pad>}, {@code <unk>}, {@code <start>} and {@code <end>}; then come the 256 bytes, then
 * characters (the space first), then longer pieces, at last {@link Symbols} of the user. Text is split into
 * {@link Words}, and each word into pieces: by merges, the earliest learned one that applies first, or as unigrams, the
 * most probable way. A character without a piece is spelled in its UTF-8 bytes, so every text can be written:
 * {@code decode(encode(x))} is x for any well-formed x.
 *
 * <p>Subwords of other tools split text, and order pieces, as those do; SentencePiece's rules of normalization may
 * change a text before it is cut.
 *
 * <p>The space before a word belongs to the word, and is shown as {@code ▁}: {@code "I love football."} may become
 * {@code ▁I ▁love ▁foot ball .} A {@code ▁} in the text itself has no piece; its bytes tell it from a space.
 *
 * <p>Immutable and safe to share between threads.
 */
public final class Subwords implements Serializable {
    /** The id that fills a batch's short rows. */
    public static final int PAD = 0;
    /** The id of a character without a piece, in a model that was learned without byte fallback. */
    public static final int UNKNOWN = 1;
    /** The id that a target starts with. */
    public static final int START = 2;
    /** The id that a sentence ends with. */
    public static final int END = 3;

    static final int FIRST_BYTE = 4;
    static final int FIRST_CHARACTER = FIRST_BYTE + 256;
    static final char SPACE_MARK = '▁';

    private static final long serialVersionUID = 1;
    private static final List<String> SPECIAL = List.of("<pad>", "<unk>", "<start>", "<end>");
    private static final String UNKNOWN_TEXT = "⁇";

    private final boolean lowercase;
    private final ChineseScript chinese;
    private final TextParts parts;
    private final Segmenter segmenter;
    /**
     * Of each id from {@link #FIRST_CHARACTER} on: the pieces, the user's symbols, and nothing for {@link CaseMark}s.
     */
    private final String[] spellings;

    private transient volatile WordCache cache;

    /**
     * @param parts what words and symbols are
     * @param segmenter what becomes of a word
     * @param normalizer what text went through before
     * @throws IllegalArgumentException when a symbol is a piece, too
     */
    Subwords(TextParts parts, Segmenter segmenter, Normalizer normalizer) {
        this.parts = parts;
        this.segmenter = segmenter;
        this.lowercase = normalizer.lowercase();
        this.chinese = normalizer.chinese();
        this.spellings = spellings(parts, segmenter);
    }

    Subwords(Splitting splitting, Segmenter segmenter, Normalizer normalizer) {
        this(new TextParts(splitting, Symbols.NONE, false), segmenter, normalizer);
    }

    private static String[] spellings(TextParts parts, Segmenter segmenter) {
        if (parts.isPlain()) {
            return segmenter.spellings();
        }
        var symbols = Set.of(parts.symbols().spellings());
        for (var piece : segmenter.spellings()) {
            if (symbols.contains(piece)) {
                throw new IllegalArgumentException("the symbol '" + piece + "' is a piece, too");
            }
        }
        var marks = Collections.nCopies(parts.marks(), "").toArray(String[]::new);
        return Stream.of(segmenter.spellings(), parts.symbols().spellings(), marks)
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    /** How many ids there are, the special ones and the bytes included. */
    public int size() {
        return FIRST_CHARACTER + spellings.length;
    }

    /** What text must go through before {@link #encode}. */
    public Normalizer normalizer() {
        return new Normalizer(lowercase, chinese);
    }

    /**
     * The ids of a normalized text; none for an empty one. Adds no special ids.
     *
     * @return a new array
     */
    public int[] encode(String normalized) {
        return ids(parts.marked(segmenter.prepared(normalized)), this::known);
    }

    /**
     * The ids of a normalized text that follows another without a space: those of {@code "km"} in {@code "5km"}. The
     * two must not be one word, see {@link Words}.
     *
     * @return a new array
     */
    public int[] encodeUnspaced(String normalized) {
        return ids(segmenter.prepared(normalized).toCharArray(), this::known);
    }

    /**
     * The ids of a normalized text, cut in one of its possible ways, drawn anew each time: what a model is trained on
     * to bear them all. It decodes to the same text as {@link #encode}.
     *
     * @param dropout of merges, how probable it is that one is left out: 0: the way is that of {@link #encode};
     *     Provilkov et al. (2020) take 0.1, and 0.6 for Chinese and Japanese
     * @param alpha of a unigram model, the power to which the ways' probabilities are raised: 0: all are equally
     *     likely; 1: as likely as the model has them; Kudo (2018) takes 0.1 to 0.5
     * @param random seeded by the pair and the epoch, so that a run can be repeated
     * @return a new array
     */
    public int[] sample(String normalized, double dropout, double alpha, SplittableRandom random) {
        return ids(
                parts.marked(segmenter.prepared(normalized)),
                (text, start, end) -> segmenter.sample(new String(text, start, end - start), dropout, alpha, random));
    }

    /** What becomes of a word. */
    private interface WordIds {
        int[] of(char[] text, int start, int end);
    }

    /** As {@link Segmenter#segment} cuts it. */
    private int[] known(char[] text, int start, int end) {
        var words = cache;
        if (words == null) {
            cache = words = new WordCache();
        }
        return words.ids(text, start, end, segmenter::segment);
    }

    private int[] ids(char[] text, WordIds words) {
        var ids = new Ids(text.length / 3 + 8, words);
        parts.take(text, ids);
        return Arrays.copyOf(ids.ids, ids.size);
    }

    /** The ids of a text's parts. */
    private final class Ids implements TextParts.Taker {
        final WordIds words;
        int[] ids;
        int size;

        Ids(int room, WordIds words) {
            this.words = words;
            ids = new int[room];
        }

        @Override
        public void word(char[] text, int start, int end) {
            var word = words.of(text, start, end);
            grow(word.length);
            System.arraycopy(word, 0, ids, size, word.length);
            size += word.length;
        }

        @Override
        public void symbol(int symbol) {
            grow(1);
            ids[size++] = FIRST_CHARACTER + segmenter.spellings().length + symbol;
        }

        @Override
        public void mark(CaseMark mark) {
            grow(1);
            ids[size++] = size() - parts.marks() + mark.ordinal();
        }

        private void grow(int more) {
            if (size + more > ids.length) {
                ids = Arrays.copyOf(ids, 2 * ids.length + more);
            }
        }
    }

    /**
     * The text of some ids: never fails. Bytes that are not UTF-8 become U+FFFD, {@link #UNKNOWN} becomes {@code ⁇},
     * the other special ids nothing.
     *
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    public String decode(int[] ids) {
        var text = new MarkedText(parts.splitting(), 4 * ids.length);
        var bytes = new ByteArrayOutputStream();
        int symbols = FIRST_CHARACTER + segmenter.spellings().length;
        int marks = size() - parts.marks();
        for (int id : ids) {
            check(id);
            if (id >= FIRST_BYTE && id < FIRST_CHARACTER) {
                bytes.write(id - FIRST_BYTE);
                continue;
            }
            flush(bytes, text);
            if (id >= marks) {
                text.mark(CaseMark.ALL.get(id - marks));
            } else if (id >= symbols) {
                text.symbol(spellings[id - FIRST_CHARACTER]);
            } else if (id >= FIRST_CHARACTER) {
                text.piece(spellings[id - FIRST_CHARACTER]);
            } else if (id == UNKNOWN) {
                text.piece(UNKNOWN_TEXT);
            }
        }
        flush(bytes, text);
        return parts.splitting().unmarked(text.toString());
    }

    /**
     * How an id is shown: {@code <end>}, {@code <0xE8>} for a byte, else its spelling with {@code ▁} for a space.
     *
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    public String piece(int id) {
        check(id);
        if (id < FIRST_BYTE) {
            return SPECIAL.get(id);
        }
        if (isMark(id)) {
            return CaseMark.ALL.get(id - size() + parts.marks()).shown();
        }
        return id < FIRST_CHARACTER
                ? String.format(Locale.ROOT, "<0x%02X>", id - FIRST_BYTE)
                : spellings[id - FIRST_CHARACTER].replace(' ', SPACE_MARK);
    }

    /**
     * The bytes of UTF-8 that an id adds to a text: one for a byte, those of {@code ⁇} for {@link #UNKNOWN}, none for
     * the other special ids and marks of capitals, else those of its spelling, with the space before a word.
     *
     * @return a new array
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    public byte[] bytes(int id) {
        check(id);
        if (id >= FIRST_BYTE && id < FIRST_CHARACTER) {
            return new byte[] {(byte) (id - FIRST_BYTE)};
        }
        var spelling = id == UNKNOWN ? UNKNOWN_TEXT : id < FIRST_BYTE ? "" : spellings[id - FIRST_CHARACTER];
        return spelling.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether an id is a mark of capitals, which holds for the word behind it. */
    public boolean isMark(int id) {
        return id >= size() - parts.marks();
    }

    /** How many characters have a piece of their own, the space included. */
    public int characters() {
        return segmenter.characters();
    }

    /** How many merges there are, two of which may make the same piece; 0 for subwords of another kind. */
    public int merges() {
        return segmenter instanceof BytePairs pairs ? pairs.merges() : 0;
    }

    /**
     * The user's symbols, tags of inputs and an imported model's own, such as {@code <web>}, each of which is one id.
     */
    public Set<String> symbols() {
        return Stream.concat(Stream.of(parts.symbols().spellings()), segmenter.symbols().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Writes the model as readable UTF-8 text; leaves the stream open. */
    public void write(OutputStream out) throws IOException {
        SubwordFormat.write(this, out);
    }

    /** Whether all that {@link #write} writes is the same of both. */
    public boolean isSameAs(Subwords other) {
        return Arrays.equals(bytes(), other.bytes());
    }

    private byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try {
            write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException when it cannot be read, or is not a whole subword model
     */
    public static Subwords read(InputStream in) throws IOException {
        return SubwordFormat.read(in);
    }

    /** Whether a file is one that {@link #write} wrote, whole or damaged. */
    public static boolean isOurs(byte[] file) {
        return SubwordFormat.begins(file);
    }

    Splitting splitting() {
        return parts.splitting();
    }

    TextParts parts() {
        return parts;
    }

    Segmenter segmenter() {
        return segmenter;
    }

    private void check(int id) {
        if (id < 0 || id >= size()) {
            throw new IllegalArgumentException("Token id " + id + " outside a vocabulary of " + size());
        }
    }

    private static void flush(ByteArrayOutputStream bytes, MarkedText text) {
        if (bytes.size() > 0) {
            text.piece(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
        }
    }
}
