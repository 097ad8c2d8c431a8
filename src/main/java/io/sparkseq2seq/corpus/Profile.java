package io.sparkseq2seq.corpus;

import io.sparkseq2seq.language.LanguageDetector;
import io.sparkseq2seq.text.Words;
import java.io.Serializable;
import java.lang.Character.UnicodeScript;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.XXH64;

/** What training pairs look like, counted on a sample of them: lengths, ratios, scripts, languages. */
final class Profile implements Serializable {
    private static final long serialVersionUID = 1;
    /** Pairs that are looked at, about. */
    private static final long SAMPLE = 100_000;
    /** The seed of Spark's xxhash64. */
    private static final long SEED = 42;
    /** Of how many pairs the languages are found out: one of so many. */
    private static final int LANGUAGES = 20;

    /** Tokens that a bar of {@link Side#lengths} is wide. */
    static final int BAR = 4;

    private static final int BARS = 64;
    private static final UnicodeScript[] SCRIPTS = UnicodeScript.values();
    /** Bars of {@link #ratios} for each doubling, and doublings on each side of 1. */
    static final int RATIO_BARS = 4;

    static final int DOUBLINGS = 3;

    /** One side of the pairs. */
    static final class Side implements Serializable {
        private static final long serialVersionUID = 1;
        /** Pairs by their tokens; the last bar has all longer ones. */
        final long[] lengths = new long[BARS];

        /** Letters by the places of their scripts. */
        private final long[] letters = new long[SCRIPTS.length];

        /** Pairs by their languages, of some. */
        final TreeMap<String, Long> languages = new TreeMap<>();

        long characters;
        long words;
        long tokens;

        private void add(String text, int size) {
            lengths[Math.min(size / BAR, BARS - 1)]++;
            tokens += size;
            words += Words.number(text);
            characters += text.codePointCount(0, text.length());
            for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
                c = text.codePointAt(i);
                if (Character.isLetter(c)) {
                    letters[(c < 0x80 ? UnicodeScript.LATIN : UnicodeScript.of(c)).ordinal()]++;
                }
            }
        }

        private void addLanguage(String text, LanguageDetector detector) {
            languages.merge(detector.of(text).orElse("short"), 1L, Long::sum);
        }

        private void add(Side other) {
            Sums.add(lengths, other.lengths);
            Sums.add(letters, other.letters);
            other.languages.forEach((name, count) -> languages.merge(name, count, Long::sum));
            characters += other.characters;
            words += other.words;
            tokens += other.tokens;
        }

        /** Letters by their scripts. */
        TreeMap<String, Long> scripts() {
            var scripts = new TreeMap<String, Long>();
            for (int i = 0; i < letters.length; i++) {
                if (letters[i] > 0) {
                    scripts.put(SCRIPTS[i].name(), letters[i]);
                }
            }
            return scripts;
        }

        /** Tokens a word. */
        double fertility() {
            return words == 0 ? 0 : (double) tokens / words;
        }
    }

    final Side source = new Side();
    final Side target = new Side();
    /** Pairs by the target's tokens to the source's; the first and the last bar have all beyond them. */
    final long[] ratios = new long[2 * RATIO_BARS * DOUBLINGS + 1];

    long pairs;

    private final long every;
    private transient LanguageDetector detector;

    /**
     * None yet.
     *
     * @param number of the pairs that there are, about
     */
    Profile(long number) {
        this.every = Math.max(1, number / SAMPLE);
    }

    /** Whether a pair is of the sample. */
    boolean takes(long id) {
        return Math.floorMod(XXH64.hashLong(id, SEED), every) == 0;
    }

    /** Adds a pair of the sample. */
    void add(long id, String sourceText, int sourceSize, String targetText, int targetSize) {
        source.add(sourceText, sourceSize);
        target.add(targetText, targetSize);
        if (Math.floorMod(id, LANGUAGES) == 0) {
            if (detector == null) {
                detector = new LanguageDetector();
            }
            source.addLanguage(sourceText, detector);
            target.addLanguage(targetText, detector);
        }
        double doublings = Math.log((double) Math.max(1, targetSize) / Math.max(1, sourceSize)) / Math.log(2);
        int middle = RATIO_BARS * DOUBLINGS;
        ratios[middle + (int) Math.max(-middle, Math.min(middle, Math.round(doublings * RATIO_BARS)))]++;
        pairs++;
    }

    /** Lets go of the detector: no pair follows. */
    void close() {
        detector = null;
    }

    /** Adds what another has counted. */
    void plus(Profile other) {
        source.add(other.source);
        target.add(other.target);
        Sums.add(ratios, other.ratios);
        pairs += other.pairs;
    }
}
