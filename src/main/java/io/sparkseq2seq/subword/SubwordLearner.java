package io.sparkseq2seq.subword;

import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns {@link Subwords} from a table of words and how often each occurs, by byte-pair encoding, or as unigrams.
 *
 * <p>The table holds the distinct {@link Words} of a text, so it grows more slowly than the text. It stays in memory,
 * as do an index entry for each pair of neighbours: about 300 bytes a word of twelve letters.
 *
 * <p>The most frequent characters get pieces first, as many as make up {@code coverage} of the text, and all of ASCII:
 * as bytes its letters would take as many ids and could not be merged. Then merges fill the vocabulary. The result
 * depends on the table's content only, not on its order.
 */
public final class SubwordLearner {
    /** The smallest vocabulary: the special ids, the bytes and the space. */
    public static final int SMALLEST_VOCABULARY = Subwords.FIRST_CHARACTER + 1;

    /** The places that marks of capitals take. */
    public static final int CAPITAL_MARKS = CaseMark.ALL.size();

    private final int vocabularySize;
    private final double coverage;
    private final double charactersShare;
    private final long minPairCount;
    private final boolean unknown;
    private final Normalizer normalizer;
    private final Splitting splitting;
    private Symbols symbols = Symbols.NONE;
    private boolean capitalsMarked;
    private final List<int[]> words = new ArrayList<>();
    private long[] counts = new long[1024];
    private CutWords cut = new CutWords();
    private boolean isCut;
    private int crowdedOut;
    private int certainMerges;
    private boolean certain = true;

    /**
     * @param vocabularySize ids at most, {@link #SMALLEST_VOCABULARY} or more
     * @param coverage share in (0, 1] of all characters of the text that shall have a piece of their own
     * @param charactersShare share in (0, 1] of the places for learned pieces that characters may take, ASCII apart, so
     *     that some are left for merges
     * @param minPairCount merging stops when no pair occurs so often
     * @param unknown whether characters without a piece become {@code <unk>} instead of bytes
     * @param normalizer that the text went through
     */
    public SubwordLearner(
            int vocabularySize,
            double coverage,
            double charactersShare,
            long minPairCount,
            boolean unknown,
            Normalizer normalizer) {
        this(Splitting.KINDS, vocabularySize, coverage, charactersShare, minPairCount, unknown, normalizer);
    }

    /**
     * @param splitting what the words are; with {@link Splitting#SPACE_AFTER} merges are those that subword-nmt learns
     *     from the same words, as long as every character has a piece
     */
    public SubwordLearner(
            Splitting splitting,
            int vocabularySize,
            double coverage,
            double charactersShare,
            long minPairCount,
            boolean unknown,
            Normalizer normalizer) {
        if (vocabularySize < SMALLEST_VOCABULARY
                || !(coverage > 0 && coverage <= 1)
                || !(charactersShare > 0 && charactersShare <= 1)) {
            throw new IllegalArgumentException("vocabulary " + vocabularySize + ", coverage " + coverage
                    + ", share of characters " + charactersShare);
        }
        this.vocabularySize = vocabularySize;
        this.coverage = coverage;
        this.charactersShare = charactersShare;
        this.minPairCount = Math.max(1, minPairCount);
        this.unknown = unknown;
        this.normalizer = normalizer;
        this.splitting = splitting;
    }

    /** What the words are that it learns from. */
    public TextParts parts() {
        return new TextParts(splitting, symbols, capitalsMarked);
    }

    /**
     * Takes symbols of the user, and marks of capitals if asked, into the vocabulary; before any word is added.
     *
     * @throws IllegalArgumentException when they leave fewer than {@link #SMALLEST_VOCABULARY} of its places
     */
    public void define(Symbols symbols, boolean capitalsMarked) {
        this.symbols = symbols;
        this.capitalsMarked = capitalsMarked;
        if (places() < SMALLEST_VOCABULARY - Subwords.FIRST_CHARACTER) {
            throw new IllegalArgumentException(symbols.size() + " symbols in a vocabulary of " + vocabularySize);
        }
    }

    /** Adds a word of {@link TextParts#words}, seen {@code count} times. Each word at most once. */
    public void add(String word, long count) {
        if (words.size() == counts.length) {
            counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        counts[words.size()] = count;
        words.add(BaseSymbol.of(word, splitting));
    }

    /** Tells of the words that are not added, as they are too many and rare. */
    public void cut(CutWords words) {
        cut = words;
        isCut = true;
    }

    /** Whether the words that were cut could have changed nothing; always where none were. */
    public boolean isCertain() {
        return certain;
    }

    /** How many merges, from the first on, those words could not have changed. */
    public int certainMerges() {
        return certainMerges;
    }

    /** Characters that should have had a piece of their own, by their coverage, and found no place. */
    public int crowdedOut() {
        return crowdedOut;
    }

    /** The learned subwords. May be called only once, because it consumes the table. */
    public Subwords learn() {
        var base = baseSymbols();
        var symbols = new ArrayList<String>();
        var spellings = new ArrayList<String>();
        base.forEach(symbol -> {
            symbols.add(BaseSymbol.ordered(symbol));
            spellings.add(BaseSymbol.spelling(symbol));
        });
        var characters = List.copyOf(spellings);
        var table = asSymbols(base);
        words.clear();
        var pairs = new PairMerges(table, counts, symbols, isCut ? missing(base) : null);
        var merges = new ArrayList<String[]>();
        int most = places();
        while (symbols.size() < most) {
            var merge = pairs.next(minPairCount);
            if (merge == null) {
                break;
            }
            certainMerges += merge.certain() ? 1 : 0;
            var sides = new String[] {spellings.get(merge.left()), spellings.get(merge.right())};
            merges.add(sides);
            if (merge.result() == spellings.size()) {
                spellings.add(sides[0] + sides[1]);
            }
        }
        certain = pairs.certain();
        return new Subwords(parts(), new BytePairs(characters, merges, unknown), normalizer);
    }

    /** Learned unigram subwords instead of those of byte pairs; likewise, it consumes the table. */
    public Subwords learnUnigrams() {
        var table = new WordTable(words, counts, baseSymbols());
        var pieces = new UnigramLearner(table, places()).learn();
        var unigrams = new Unigrams(new ScoredPieces(pieces, unknown, TextRules.NONE));
        certain = !isCut;
        return new Subwords(parts(), unigrams, normalizer);
    }

    /** For learned pieces. */
    private int places() {
        return vocabularySize - Subwords.FIRST_CHARACTER - symbols.size() - parts().marks();
    }

    private PairBounds.Missing missing(List<Integer> base) {
        return new PairBounds.Missing() {
            @Override
            public long pair(int left, int right) {
                return cut.pair(base.get(left), base.get(right));
            }

            @Override
            public long most() {
                return cut.mostFrequent();
            }
        };
    }

    /** The characters that get a piece: the space, then by falling frequency and rising code point. */
    private List<Integer> baseSymbols() {
        Map<Integer, long[]> frequencies = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            for (int c : words.get(i)) {
                frequencies.computeIfAbsent(c, k -> new long[1])[0] += counts[i];
            }
        }
        cut.characters().forEach((c, count) -> frequencies.computeIfAbsent(c, k -> new long[1])[0] += count);
        // The sum of all counts may not fit into 64 bits.
        var total = sum(frequencies.values());
        var enough = new BigDecimal(total).multiply(BigDecimal.valueOf(coverage));
        var space = frequencies.remove((int) ' ');
        var covered = space == null ? BigInteger.ZERO : BigInteger.valueOf(space[0]);
        var ranked = new ArrayList<>(frequencies.entrySet());
        ranked.sort(Comparator.<Map.Entry<Integer, long[]>>comparingLong(e -> -e.getValue()[0])
                .thenComparing(Map.Entry::getKey));
        var characters = new ArrayList<>(List.of((int) ' '));
        int places = places();
        int most = (int) (charactersShare * places);
        for (var entry : ranked) {
            boolean isAscii = BaseSymbol.codePoint(entry.getKey()) < 0x80;
            boolean wanted = new BigDecimal(covered).compareTo(enough) < 0 || isAscii;
            covered = covered.add(BigInteger.valueOf(entry.getValue()[0]));
            if (!wanted || !isPiece(BaseSymbol.codePoint(entry.getKey()))) {
                continue;
            }
            if (characters.size() < (isAscii ? places : most)) {
                characters.add(entry.getKey());
            } else {
                crowdedOut++;
            }
        }
        return characters;
    }

    private static BigInteger sum(Collection<long[]> counts) {
        return counts.stream().map(count -> BigInteger.valueOf(count[0])).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Not the mark that stands for a space, and nothing that would break a line of the model's file. */
    private static boolean isPiece(int codePoint) {
        return codePoint != Subwords.SPACE_MARK
                && !Character.isISOControl(codePoint)
                && !Character.isSpaceChar(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE;
    }

    private int[][] asSymbols(List<Integer> characters) {
        Map<Integer, Integer> ids = new HashMap<>();
        for (int i = 0; i < characters.size(); i++) {
            ids.put(characters.get(i), i);
        }
        var table = new int[words.size()][];
        for (int i = 0; i < table.length; i++) {
            table[i] = words.get(i);
            for (int j = 0; j < table[i].length; j++) {
                table[i][j] = ids.getOrDefault(table[i][j], PairMerges.BARRIER);
            }
        }
        return table;
    }
}
