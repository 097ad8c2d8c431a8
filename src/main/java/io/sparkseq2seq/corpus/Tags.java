package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.PreprocessSettings.Subwords.Capitals;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Symbols;
import io.sparkseq2seq.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Marks of text: tags of inputs, which stand before the sources of their training pairs, and symbols of the user.
 *
 * @param preprocess the settings that name them
 * @param normalizer that all text goes through, and so they do
 */
record Tags(PreprocessSettings preprocess, Normalizer normalizer) {
    /** The training pairs with the tags of their inputs. */
    Dataset<Row> put(Dataset<Row> sets, List<Long> starts) {
        var tagged = sets;
        for (int i = 0; i < preprocess.inputs().size(); i++) {
            var tag = normalizer.normalize(preprocess.inputs().get(i).tag());
            if (!tag.isEmpty()) {
                var isTagged = Origin.isOf(i, starts).and(col(HoldOut.SET).equalTo("train"));
                tagged = tagged.withColumn(
                        Pairs.SOURCE,
                        when(isTagged, concat(lit(tag + " "), col(Pairs.SOURCE)))
                                .otherwise(col(Pairs.SOURCE)));
            }
        }
        return tagged;
    }

    /**
     * The symbols of a vocabulary that is learned: those of the settings, and for the source side the tags that are no
     * words, which a text could have in it.
     *
     * @param source whether it is of the source side, alone or with the target
     * @param vocabulary its size
     * @throws UserException for symbols that normalizing makes empty, that have the name of a special token, or that
     *     leave no room for subwords, with the marks of capitals if there are such
     */
    Symbols symbols(boolean source, int vocabulary) {
        var symbols = new LinkedHashSet<String>();
        for (var given : preprocess.subwords().symbols()) {
            var symbol = normalizer.normalize(given);
            if (!Symbols.isOne(symbol)) {
                throw new UserException(
                        "nothing that could be a symbol is left of '" + given
                                + "' when it is normalized as all text is",
                        "preprocess.subwords.symbols",
                        "Give words such as <2de>.");
            }
            symbols.add(symbol);
        }
        if (source) {
            preprocess.inputs().stream()
                    .map(input -> normalizer.normalize(input.tag()))
                    .filter(Tags::isNoWord)
                    .forEach(symbols::add);
        }
        symbols.stream().filter(Symbols::isReserved).findFirst().ifPresent(symbol -> {
            throw new UserException(
                    "'" + symbol + "' is a name of a special token or a byte, and cannot be a symbol",
                    "preprocess.subwords.symbols",
                    "Name it otherwise, such as <2de>; likewise where it is the tag of an input.");
        });
        int marks = preprocess.subwords().capitals() == Capitals.MARKED ? SubwordLearner.CAPITAL_MARKS : 0;
        if (vocabulary - symbols.size() - marks < SubwordLearner.SMALLEST_VOCABULARY) {
            throw new UserException(
                    symbols.size() + " symbols and " + marks
                            + " marks of capitals leave no place for subwords in a vocabulary of " + vocabulary,
                    "preprocess.subwords",
                    "Raise preprocess.subwords.vocabulary-size (or target-vocabulary-size), or name fewer symbols and tags.");
        }
        return new Symbols(List.copyOf(symbols));
    }

    private static boolean isNoWord(String tag) {
        return Symbols.isOne(tag)
                && !Character.isLetterOrDigit(tag.codePointAt(0))
                && !Character.isLetterOrDigit(tag.codePointBefore(tag.length()));
    }
}
