package io.sparkseq2seq.gate;

import io.sparkseq2seq.config.GateSettings;
import io.sparkseq2seq.language.LanguageDetector;
import io.sparkseq2seq.search.Status;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Tallies a partition: rows of a key, then five columns for each text. */
final class TallyRows implements FlatMapFunction<Iterator<Row>, List<Tally>> {
    private static final long serialVersionUID = 1;
    /** Columns of a text. */
    static final int COLUMNS = 5;
    /** Letters of a source that a translation should not be a copy of; what is shorter may be a name. */
    private static final int LONGER = 10;

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final int texts;
    private final GateSettings settings;
    private final Set<String> language;

    /** @param language codes of the language that the translations should be in; empty: any */
    TallyRows(int texts, GateSettings settings, Set<String> language) {
        this.texts = texts;
        this.settings = settings;
        this.language = language;
    }

    @Override
    public Iterator<List<Tally>> call(Iterator<Row> rows) {
        var languages = language.isEmpty() ? Optional.<LanguageDetector>empty() : Optional.of(new LanguageDetector());
        var tallies = new ArrayList<Tally>(texts);
        for (int i = 0; i < texts; i++) {
            tallies.add(new Tally(settings.samples()));
        }
        while (rows.hasNext()) {
            var row = rows.next();
            for (int i = 0; i < texts; i++) {
                add(row, 1 + COLUMNS * i, tallies.get(i), languages);
            }
        }
        return List.<List<Tally>>of(tallies).iterator();
    }

    private void add(Row row, int at, Tally tally, Optional<LanguageDetector> languages) {
        tally.rows++;
        var status = row.isNullAt(at + 3) ? "" : row.getString(at + 3);
        var text = new Text(string(row, 0), string(row, at), string(row, at + 1), string(row, at + 4));
        if (status.equals(Status.FAILED.word())) {
            tally.sentences++;
            tally.failed++;
            keep(tally, Measure.FAILED, text.drawn());
        } else if (text.translation != null
                && (status.equals(Status.CUT.word()) || status.equals(Status.TRANSLATED.word()))) {
            tally.sentences++;
            tally.translated++;
            if (status.equals(Status.CUT.word())) {
                tally.cut++;
                keep(tally, Measure.CUT, text.drawn());
            }
            // A translation without it has none to speak of.
            double confidence = row.isNullAt(at + 2) ? 0 : row.getDouble(at + 2);
            tally.confidence += Math.round(confidence * Tally.PARTS);
            keep(tally, Measure.CONFIDENCE, text.sample(confidence, confidence));
            addLength(text, tally);
            addCopy(text, tally);
            languages.ifPresent(known -> addLanguage(known, text, tally));
        }
    }

    private void addLength(Text text, Tally tally) {
        long source = characters(text.source);
        long translation = characters(text.translation);
        tally.sourceCharacters += source;
        tally.translationCharacters += translation;
        double ratio = source == 0 ? 0 : (double) translation / source;
        keep(tally, Measure.SHORT, text.sample(ratio, ratio));
        keep(tally, Measure.LONG, text.sample(ratio, -ratio));
    }

    private void addCopy(Text text, Tally tally) {
        if (text.source.codePoints().filter(Character::isLetter).limit(LONGER).count() >= LONGER) {
            tally.longer++;
            if (WHITE_SPACE.matcher(text.source.strip()).replaceAll(" ").equals(text.translation.strip())) {
                tally.copied++;
                keep(tally, Measure.COPIED, text.drawn());
            }
        }
    }

    private void addLanguage(LanguageDetector languages, Text text, Tally tally) {
        languages.of(text.translation).ifPresent(told -> {
            tally.told++;
            if (language.contains(told)) {
                tally.inLanguage++;
            } else {
                keep(tally, Measure.LANGUAGE, text.drawn());
            }
        });
    }

    private void keep(Tally tally, Measure measure, Sample sample) {
        if (measure.isSet(settings)) {
            tally.keep(measure, sample);
        }
    }

    private static long characters(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String string(Row row, int at) {
        return row.isNullAt(at) ? null : row.getString(at);
    }

    /** What a row has of a text. */
    private record Text(String key, String source, String translation, String reason) {
        Text {
            key = key == null ? "" : key;
            source = source == null ? "" : source;
        }

        Sample sample(Double value, double order) {
            return new Sample(key, source, translation, value, reason, order);
        }

        /** In an order that is as good as random, and the same each time. */
        Sample drawn() {
            long mixed = (31L * key.hashCode() + source.hashCode()) * 0x9E3779B97F4A7C15L;
            return sample(null, (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L >>> 11);
        }
    }
}
