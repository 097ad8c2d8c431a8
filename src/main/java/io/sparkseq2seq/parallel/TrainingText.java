package io.sparkseq2seq.parallel;

import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.PreprocessSettings.Held;
import io.sparkseq2seq.config.UserException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The training data: one text, or several, one behind the other.
 *
 * @param texts in order
 */
public record TrainingText(List<ParallelText> texts) {
    /**
     * What was read.
     *
     * @param pairs of all texts; the ids of each go on where those of the one before it end
     * @param starts the first id of each text
     */
    public record Read(Pairs pairs, List<Long> starts) {}

    /**
     * The text that is set.
     *
     * @throws UserException when no paths are given
     */
    public static TrainingText of(PreprocessSettings settings) {
        if (settings.inputs().isEmpty()) {
            var paths = new Held(settings.source(), settings.target(), settings.input());
            return new TrainingText(List.of(ParallelText.given("preprocess", settings, paths)
                    .orElseThrow(() -> new UserException(
                            "no input is given",
                            switch (settings.format()) {
                                case AUTO -> "preprocess.source and preprocess.target, or preprocess.input";
                                case TEXT -> "preprocess.source, preprocess.target";
                                default -> "preprocess.input";
                            },
                            "Name the files of the training text."))));
        }
        var texts = new ArrayList<ParallelText>();
        for (var input : settings.inputs()) {
            var section = "preprocess.inputs[" + texts.size() + "]";
            var paths = new Held(input.source(), input.target(), input.input());
            texts.add(ParallelText.of(
                            section,
                            input.format(),
                            paths,
                            input.columns().orElse(settings.columns()),
                            settings.options())
                    .orElseThrow(() ->
                            new UserException("it names no files", section, "Give source and target, or input.")));
        }
        return new TrainingText(texts);
    }

    /** What is read as it is said, though hardly meant so. */
    public List<String> warnings() {
        return texts.stream()
                .filter(ParallelText::isTwice)
                .map(text -> "warning: source and target are the same file: "
                        + text.paths().source())
                .distinct()
                .toList();
    }

    /** @throws UserException as {@link ParallelText#read} */
    public Read read(SparkSession spark) {
        var starts = new ArrayList<Long>();
        long next = 0;
        Dataset<Row> rows = null;
        for (var text : texts) {
            var pairs = text.read(spark);
            var own = pairs.rows().withColumn(Pairs.ID, col(Pairs.ID).plus(next));
            rows = rows == null ? pairs.rows() : rows.unionByName(own);
            starts.add(next);
            next += pairs.count();
        }
        return new Read(new Pairs(rows, next), List.copyOf(starts));
    }
}
