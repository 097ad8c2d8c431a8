package io.sparkseq2seq.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code preprocess} section of {@code seq2seq-reference.conf}, which explains each of these.
 *
 * @param format what the input files are
 * @param source text: path or glob of the source side
 * @param target text: path or glob of the target side
 * @param input the other formats: the path, or the name of a table
 * @param inputs several training texts instead of one, each with settings of its own
 * @param columns tables: names, or numbers from 0; files of units: languages
 * @param options how tables in files are spelled
 * @param valid the validation set, empty paths where it is to be cut from the training data
 * @param test the test set, likewise
 * @param holdout distinct sources to hold out where no set is given
 * @param dropGiven whether to drop training pairs of which a side stands in a given set
 * @param leaks how such pairs are known, and whether held-out sets are guarded likewise
 * @param extend a corpus made before, which the new one extends: its held-out sources and its subwords stay; empty:
 *     none
 * @param output where the corpus goes
 * @param explain a pair of a corpus that is there: what became of it is told, and nothing is made
 * @param overwrite whether to replace a corpus that is there
 * @param lowercase whether to lowercase both sides
 * @param chinese in which characters Chinese is written, on both sides
 * @param repair what is mended in text, before all else
 * @param filters by which pairs are dropped, in order
 * @param deduplicate whether to drop a pair that is the same as another in both sides
 * @param boilerplate how many pairs of one line stay
 * @param nearDuplicates when to drop a pair that is nearly another
 * @param rejected what becomes of dropped pairs
 * @param subwords how to learn subwords
 * @param shards files of the training set; 0: by size
 */
public record PreprocessSettings(
        Format format,
        String source,
        String target,
        String input,
        List<Input> inputs,
        Columns columns,
        FormatOptions options,
        Held valid,
        Held test,
        Holdout holdout,
        boolean dropGiven,
        Leaks leaks,
        String extend,
        String output,
        Optional<Long> explain,
        boolean overwrite,
        boolean lowercase,
        ChineseScript chinese,
        List<TextRepair> repair,
        List<FilterRule> filters,
        boolean deduplicate,
        Boilerplate boilerplate,
        NearDuplicates nearDuplicates,
        Rejected rejected,
        Subwords subwords,
        @Range(min = 0, max = 100_000) int shards)
        implements Checked {
    @Override
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        if (!inputs.isEmpty() && !(source + target + input).isEmpty()) {
            problems.add(new Problem(
                    "inputs",
                    "stand beside preprocess.source, .target or .input",
                    "Give all inputs in preprocess.inputs, or one without it."));
        }
        if (filters.stream().filter(FilterRule.Alignment.class::isInstance).count() > 1) {
            problems.add(new Problem("filters", "have two rules of alignment", "Leave one of them out."));
        }
        if (!extend.isBlank() && !(holdout.like + subwords.model + subwords.targetModel).isBlank()) {
            problems.add(new Problem(
                    "extend",
                    "stands beside preprocess.holdout.like or a subword model",
                    "Leave these out: held-out sources and subwords are those of the corpus that is extended."));
        }
        explain.filter(id -> id < 0)
                .ifPresent(id -> problems.add(new Problem("explain", "is no pair", "Pairs are numbered from 0.")));
        return problems;
    }

    /**
     * One of several training texts.
     *
     * @param name of it in reports; empty: its path
     * @param format as of {@link PreprocessSettings}
     * @param source likewise
     * @param target likewise
     * @param input likewise
     * @param columns likewise; none: those of all
     * @param filters rules for its pairs alone, before those of all
     * @param cap pairs that it may give at most, chosen by hash among those that are left after cleaning; 0: all
     * @param tag that stands before the source of its training pairs, such as {@code <web>}; empty: none
     */
    public record Input(
            @Default("") String name,
            @Default("auto") Format format,
            @Default("") String source,
            @Default("") String target,
            @Default("") String input,
            Optional<Columns> columns,
            List<FilterRule> filters,
            @Default("0") @Range(min = 0, max = 1e15) long cap,
            @Default("") String tag)
            implements Checked {
        @Override
        public List<Problem> problems() {
            var problems = new ArrayList<Problem>();
            if (!tag.matches("\\S*")) {
                problems.add(new Problem("tag", "has a space in it", "Give one word, such as <web>."));
            }
            if (filters.stream().anyMatch(FilterRule::isOfAll)) {
                problems.add(new Problem(
                        "filters",
                        "have a rule that judges when all inputs are one",
                        "Write tokens, lengths and alignment in preprocess.filters."));
            }
            return problems;
        }

        /** What reports call it. */
        public String title() {
            return !name.isEmpty() ? name : !input.isEmpty() ? input : source + ", " + target;
        }
    }

    /** What input files are. */
    public enum Format {
        /** Told by the settings and the names of the files. */
        AUTO,
        /** Two files whose lines belong together. */
        TEXT,
        /** Tab-separated columns. */
        TSV,
        /** Comma-separated columns, with quotes. */
        CSV,
        /** JSON, an object a line. */
        JSON,
        /** A Parquet table. */
        PARQUET,
        /** An ORC table. */
        ORC,
        /** An Avro table. */
        AVRO,
        /** A table by its name in a catalog. */
        TABLE,
        /** Translation memories. */
        TMX,
        /** Files of localization. */
        XLIFF,
        /** Zip archives of two files whose lines belong together. */
        MOSES
    }

    /** The two sides: names of columns, or numbers from 0; or languages. */
    public record Columns(String source, String target) {}

    /** Paths of a set that is given apart; all empty: none is. */
    public record Held(String source, String target, String input) {}

    /**
     * Distinct sources to hold out of the training data.
     *
     * @param like a corpus made before, whose held-out sources stay held out; empty: none
     */
    public record Holdout(
            @Range(min = 0, max = 1_000_000) int valid, @Range(min = 0, max = 1_000_000) int test, String like) {}

    /**
     * Training pairs that stand in validation or test sets.
     *
     * @param heldOut whether they are dropped for sets that are cut from the training data, too
     * @param similarity Jaccard's, of shingles, from which on a text is nearly another; 1: only those of the same
     *     letters
     */
    public record Leaks(boolean heldOut, @Range(min = 0.5, max = 1) double similarity) {}

    /**
     * Lines that stand with many other sides.
     *
     * @param max the most pairs that have the same source, or the same target, case and numbers aside; 0: any number
     */
    public record Boilerplate(@Range(min = 0, max = 1_000_000_000) int max) {}

    /**
     * Pairs that are nearly a pair before them.
     *
     * @param similarity Jaccard's, from which on a pair is dropped; 0: none is
     * @param shingle characters of a shingle
     */
    public record NearDuplicates(@Range(min = 0, max = 1) double similarity, @Range(min = 3, max = 5) int shingle)
            implements Checked {
        @Override
        public List<Problem> problems() {
            return similarity == 0 || similarity >= 0.5
                    ? List.of()
                    : List.of(new Problem(
                            "similarity", "calls very different pairs the same", "Give 0.5 to 1, or 0 for none."));
        }
    }

    /**
     * Dropped pairs.
     *
     * @param samples to keep for each reason
     * @param maxShare of all pairs; the job fails above it
     */
    public record Rejected(@Range(min = 0, max = 1_000) int samples, @Range(min = 0, max = 1) double maxShare) {}

    /**
     * How to learn subwords.
     *
     * @param algorithm by which they are learned
     * @param model a subword model made before, of both sides or of the source; empty: one is learned
     * @param targetModel the same of the target
     * @param joint one model for both sides
     * @param vocabularySize of each model, 4 special tokens and 256 bytes included
     * @param targetVocabularySize of the target's own model; 0: as {@code vocabularySize}
     * @param coverage share of all characters that get a piece of their own
     * @param charactersShare share of the vocabulary's learned pieces that characters may take
     * @param segmenter of text in scripts without spaces
     * @param capitals what becomes of them
     * @param symbols texts that are always one token
     * @param minPairCount merging stops when the most frequent pair is rarer
     * @param unknown characters without a piece become {@code <unk>} instead of bytes
     * @param maxWords distinct words to learn from, the most frequent ones
     */
    public record Subwords(
            Algorithm algorithm,
            String model,
            String targetModel,
            boolean joint,
            @Range(min = SMALLEST, max = 1_000_000) int vocabularySize,
            @Range(min = 0, max = 1_000_000) int targetVocabularySize,
            @Range(above = 0, max = 1) double coverage,
            @Range(above = 0, max = 1) double charactersShare,
            Segmenter segmenter,
            Capitals capitals,
            List<String> symbols,
            @Range(min = 1, max = 1e9) int minPairCount,
            boolean unknown,
            @Range(min = 1, max = 100_000_000) int maxWords)
            implements Checked {

        /** The special tokens, the bytes and the space. */
        private static final int SMALLEST = 261;

        private static final String OTHER_WORDS = "the words are those of subword-nmt or of subwords made before";
        private static final String OWN_WORDS =
                "Give preprocess.subwords.algorithm = bpe or unigram, without .model and .target-model; or leave it out.";

        /** By which subwords are learned. */
        public enum Algorithm {
            /** Byte-pair encoding. */
            BPE,
            /** The same as subword-nmt has it: words are what stands between spaces, and their ends are marked. */
            SUBWORD_NMT,
            /** A unigram model. */
            UNIGRAM
        }

        /** What cuts text in scripts without spaces into words, within which subwords stay. */
        public enum Segmenter {
            /** Nothing: runs of up to 16 characters are words. */
            NONE,
            /** ICU's dictionaries. */
            ICU
        }

        /** What becomes of words with capitals. */
        public enum Capitals {
            /** They are words of their own. */
            KEEP,
            /** They become words in lower case with a mark before them. */
            MARKED
        }

        @Override
        public List<Problem> problems() {
            var problems = new ArrayList<Problem>();
            boolean given = !(model + targetModel).isBlank();
            if (capitals == Capitals.MARKED && (given || algorithm == Algorithm.SUBWORD_NMT)) {
                problems.add(new Problem("capitals", "are marked, and " + OTHER_WORDS, OWN_WORDS));
            }
            if (segmenter == Segmenter.ICU && (given || algorithm == Algorithm.SUBWORD_NMT)) {
                problems.add(new Problem("segmenter", "is given, and " + OTHER_WORDS, OWN_WORDS));
            }
            if (joint && !targetModel.isBlank()) {
                problems.add(new Problem(
                        "target-model",
                        "is given, and the sides share one model",
                        "Give joint = false, or only preprocess.subwords.model."));
            }
            if (given && !symbols.isEmpty()) {
                problems.add(new Problem(
                        "symbols",
                        "are given, and the subwords are made before and have their own",
                        "Leave out preprocess.subwords.symbols, or .model and .target-model."));
            }
            if (symbols.stream().anyMatch(symbol -> !symbol.matches("[^\\s▁]+"))) {
                problems.add(new Problem(
                        "symbols", "have one that is empty, or has a space or ▁ in it", "Give words such as <2de>."));
            }
            if (targetVocabularySize > 0 && targetVocabularySize < SMALLEST) {
                problems.add(new Problem(
                        "target-vocabulary-size",
                        "is less than the special tokens and the bytes",
                        "Give " + SMALLEST + " or more, or 0 for that of vocabulary-size."));
            }
            return problems;
        }
    }
}
