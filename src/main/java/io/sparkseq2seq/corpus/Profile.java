package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.language.LanguageDetector;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.text.Words;
import java.io.Serializable;
import java.lang.Character.UnicodeScript;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** What training pairs look like, counted on a sample of them: lengths, ratios, scripts, languages. */
final class Profile implements Serializable {
    private static final long serialVersionUID = 1;
    /** Pairs that are looked at, about. */
    private static final long SAMPLE = 100_000;
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

        /** Letters by their scripts. */
        final TreeMap<String, Long> scripts = new TreeMap<>();

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
        }

        private void addScripts(long[] letters) {
            for (int i = 0; i < letters.length; i++) {
                if (letters[i] > 0) {
                    scripts.merge(SCRIPTS[i].name(), letters[i], Long::sum);
                }
            }
        }

        private void addLanguage(String text, LanguageDetector detector) {
            languages.merge(detector.of(text).orElse("short"), 1L, Long::sum);
        }

        private void add(Side other) {
            for (int i = 0; i < BARS; i++) {
                lengths[i] += other.lengths[i];
            }
            other.scripts.forEach((script, count) -> scripts.merge(script, count, Long::sum));
            other.languages.forEach((name, count) -> languages.merge(name, count, Long::sum));
            characters += other.characters;
            words += other.words;
            tokens += other.tokens;
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

    /**
     * Looks at training pairs.
     *
     * @param rows of {@link Encoded}
     * @param number how many there are
     */
    static Profile of(Dataset<Row> rows, long number) {
        long every = Math.max(1, number / SAMPLE);
        return rows.where(col(HoldOut.SET).equalTo("train"))
                .where(pmod(xxhash64(col(Pairs.ID)), lit(every)).equalTo(0))
                .select(Pairs.ID, Pairs.SOURCE, Pairs.TARGET, Encoded.SOURCE_IDS, Encoded.TARGET_IDS)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(Profile::of)
                .fold(new Profile(), Profile::plus);
    }

    private static Iterator<Profile> of(Iterator<InternalRow> rows) {
        var profile = new Profile();
        var detector = new LanguageDetector();
        var sourceLetters = new long[SCRIPTS.length];
        var targetLetters = new long[SCRIPTS.length];
        while (rows.hasNext()) {
            var row = rows.next();
            var source = row.getUTF8String(1).toString();
            var target = row.getUTF8String(2).toString();
            profile.add(
                    source,
                    row.getArray(3).numElements(),
                    target,
                    row.getArray(4).numElements());
            countScripts(source, sourceLetters);
            countScripts(target, targetLetters);
            if (Math.floorMod(row.getLong(0), LANGUAGES) == 0) {
                profile.source.addLanguage(source, detector);
                profile.target.addLanguage(target, detector);
            }
        }
        profile.source.addScripts(sourceLetters);
        profile.target.addScripts(targetLetters);
        return List.of(profile).iterator();
    }

    private static void countScripts(String text, long[] letters) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isLetter(c)) {
                letters[(c < 0x80 ? UnicodeScript.LATIN : UnicodeScript.of(c)).ordinal()]++;
            }
        }
    }

    private void add(String sourceText, int sourceSize, String targetText, int targetSize) {
        source.add(sourceText, sourceSize);
        target.add(targetText, targetSize);
        double doublings = Math.log((double) Math.max(1, targetSize) / Math.max(1, sourceSize)) / Math.log(2);
        int middle = RATIO_BARS * DOUBLINGS;
        ratios[middle + (int) Math.max(-middle, Math.min(middle, Math.round(doublings * RATIO_BARS)))]++;
        pairs++;
    }

    private static Profile plus(Profile one, Profile other) {
        one.source.add(other.source);
        one.target.add(other.target);
        for (int i = 0; i < one.ratios.length; i++) {
            one.ratios[i] += other.ratios[i];
        }
        one.pairs += other.pairs;
        return one;
    }
}
