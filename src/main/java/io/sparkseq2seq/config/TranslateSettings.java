package io.sparkseq2seq.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code translate} section of {@code seq2seq-reference.conf}, which explains each of these.
 *
 * @param model what train made
 * @param input path to translate; empty: standard input
 * @param format what the input is
 * @param options how files are spelled, and what else Spark's reader and writer are told
 * @param column of a table: the column to translate
 * @param columns several columns to translate, instead of {@code column}
 * @param added names of the columns that come with a translation
 * @param output where translations go
 * @param outputFormat what the output is
 * @param partitioned whether the output has the input's partitions
 * @param report path of a report on the run; empty: in the output, of a run that fails beside it
 * @param overwrite whether to replace an output that is there
 * @param precision of products
 * @param beam hypotheses kept; 1: greedy
 * @param lengthPenalty alpha; 0: none
 * @param maxLength longest translation in tokens
 * @param maxLengthRatio and at most so many times the source's tokens, plus 10
 * @param maxSourceLength a longer source, in tokens, is translated in parts
 * @param search what is asked of a translation beyond being the most probable one
 * @param terms words that a translation must hold
 * @param batch sentences translated together
 * @param partitions Spark tasks; 0: by size
 * @param maxFailedShare the job fails above it
 * @param keepModels models that a JVM keeps loaded
 * @param document how texts become sentences, and what of them is copied
 * @param key columns that tell a table's rows apart; empty: every run translates all rows
 * @param incremental what a run with a key does
 * @param gate bounds of what is published
 * @param history folder of a file for each run; empty: none
 */
public record TranslateSettings(
        String model,
        String input,
        DataFormat format,
        FormatOptions options,
        String column,
        List<ColumnSettings> columns,
        AddedNames added,
        String output,
        OutputFormat outputFormat,
        boolean partitioned,
        String report,
        boolean overwrite,
        DecodingPrecision precision,
        @Range(min = 1, max = 1000) int beam,
        @Range(min = 0, max = 100) double lengthPenalty,
        @Range(min = 1, max = 100_000) int maxLength,
        @Range(above = 0, max = 10_000) double maxLengthRatio,
        @Range(min = 1, max = 100_000) int maxSourceLength,
        SearchSettings search,
        TermSettings terms,
        @Range(min = 1, max = 10_000) int batch,
        @Range(min = 0, max = 100_000) int partitions,
        @Range(min = 0, max = 1) double maxFailedShare,
        @Range(min = 1, max = 1000) int keepModels,
        DocumentSettings document,
        List<String> key,
        Incremental incremental,
        GateSettings gate,
        String history)
        implements Serializable, Checked {

    @Override
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        if (search.nBest() > beam) {
            problems.add(new Problem(
                    "search.n-best",
                    "is more than translate.beam = " + beam + " hypotheses",
                    "Give a wider translate.beam, or fewer."));
        }
        if (search.minLength() > maxLength) {
            problems.add(new Problem(
                    "search.min-length", "is more than translate.max-length = " + maxLength, "Give a shorter length."));
        }
        if (search.minLengthRatio() > maxLengthRatio) {
            problems.add(new Problem(
                    "search.min-length-ratio",
                    "is more than translate.max-length-ratio = " + maxLengthRatio,
                    "Give a smaller ratio."));
        }
        if (search.topK() > 0 && search.temperature() == 0) {
            problems.add(new Problem(
                    "search.top-k",
                    "belongs to sampling, which is off",
                    "Give translate.search.temperature = 1 or so, or no top-k."));
        }
        if (search.temperature() > 0 && beam > 1) {
            problems.add(new Problem(
                    "search.temperature",
                    "draws one sample, where translate.beam = " + beam + " searches for the best of several",
                    "Give translate.beam = 1, or temperature = 0."));
        }
        if (search.temperature() > 0 && terms.isUsed()) {
            problems.add(new Problem(
                    "search.temperature",
                    "draws a sample, which cannot be made to hold terms",
                    "Give temperature = 0, or neither translate.terms.glossary nor copy-numbers."));
        }
        return problems;
    }

    /** What the output is. */
    public enum OutputFormat {
        /** As the input. */
        AUTO,
        /** Lines of text. */
        TEXT,
        /** Parquet files. */
        PARQUET,
        /** ORC files. */
        ORC,
        /** JSON, an object a line. */
        JSON,
        /** Values between separators. */
        CSV,
        /** Avro files. */
        AVRO,
        /** A table by its name. */
        TABLE
    }

    /** What the output is stored as. */
    public DataFormat written() {
        return outputFormat == OutputFormat.AUTO ? format : DataFormat.valueOf(outputFormat.name());
    }

    /** The columns to translate, of which there is one where {@code columns} is not set. */
    public List<ColumnSettings> translated() {
        return columns.isEmpty() ? List.of(new ColumnSettings(column, "translation")) : columns;
    }

    /**
     * What a run with a key does.
     *
     * @param deleted rows that the source has no more
     * @param again which translations are made again, though their text is the same
     * @param work folder for what is staged and for the state of the last run; empty: beside the output
     * @param memory folder of translations that all runs and tables share; empty: none
     * @param branch of an Iceberg table, which takes the changes before they are audited and published; empty: none
     */
    public record Incremental(Deleted deleted, Again again, String work, String memory, String branch)
            implements Serializable {}

    /** What becomes of rows that the source has no more. */
    public enum Deleted {
        /** They leave the output. */
        REMOVE,
        /** They stay in it. */
        KEEP
    }

    /** Which translations are made again, though their text is the same. */
    public enum Again {
        /** None. */
        NONE,
        /** Those that failed. */
        FAILED,
        /** Those of another model or of settings that gave other results, and those that failed. */
        CHANGED
    }
}
