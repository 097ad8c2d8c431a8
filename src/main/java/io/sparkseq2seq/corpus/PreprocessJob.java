package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.PreprocessSettings.Subwords.Capitals;
import io.sparkseq2seq.config.Release;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.parallel.ParallelText;
import io.sparkseq2seq.parallel.TrainingText;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.table.JobOutput;
import io.sparkseq2seq.table.SharedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Parallel text in, a {@link Corpus} out: read, normalize and filter, deduplicate, split, learn subwords, encode, drop
 * what is too long, write. The corpus appears whole or not at all, and depends on the data and the seed only:
 * partitions, workers and their order change no bit of it.
 */
public final class PreprocessJob {
    private static final String PARTITION_BYTES = "spark.sql.adaptive.advisoryPartitionSizeInBytes";
    private static final Duration LINE_EVERY = Duration.ofSeconds(30);

    private final SparkSession spark;
    private final Configuration hadoop;
    private final Settings settings;
    private final PreprocessSettings preprocess;
    private final Cleaning cleaning;
    private final Tags tags;
    private final Steps steps;

    private PreprocessJob(SparkSession spark, Settings settings, Steps steps) {
        this.spark = spark;
        this.hadoop = spark.sparkContext().hadoopConfiguration();
        this.settings = settings;
        this.preprocess = settings.preprocess();
        this.cleaning = Cleaning.of(preprocess);
        this.tags = new Tags(preprocess, cleaning.normalizer());
        this.steps = steps;
    }

    /**
     * Makes the corpus of {@code settings.preprocess()}, or explains a pair of it.
     *
     * @return what was read, made and dropped; or what became of the pair
     * @throws UserException for missing, unreadable, empty or unequal files, an output that exists, a hold-out larger
     *     than the data, or when more than the configured share of pairs would be dropped
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        var preprocess = settings.preprocess();
        var hadoop = spark.sparkContext().hadoopConfiguration();
        if (preprocess.explain().isPresent()) {
            return Explanation.of(spark, settings, preprocess.explain().get());
        }
        SharedDisk.require(spark, preprocess.output(), settings);
        try (var output = Publication.claim(output(spark, preprocess), hadoop);
                var steps = new Steps(System.err, spark.sparkContext().statusTracker(), LINE_EVERY)) {
            output.refuseDone();
            var job = new PreprocessJob(own(spark), settings, steps);
            job.check();
            var provenance = Provenance.of(spark, preprocess);
            var before = MadeBefore.find(spark, settings, provenance);
            if (before.isPresent() && before.get().isTheSame()) {
                return before.get().summary(settings, steps.time());
            }
            before.filter(other -> !preprocess.overwrite())
                    .ifPresent(other -> other.refuseToReplace(preprocess.output()));
            output.admit(preprocess.overwrite());
            var summary = job.make(output.directory());
            provenance.write(output.directory(), hadoop);
            output.publish();
            return summary;
        }
    }

    static SparkSession own(SparkSession spark) {
        var own = spark.cloneSession();
        // What comes before a shuffle runs apart, which tells the time of a step from that of the next.
        own.conf().set("spark.sql.adaptive.enabled", true);
        // Small partitions put together to a few would keep few cores busy.
        if (!spark.conf().getAll().contains(PARTITION_BYTES)) {
            own.conf().set(PARTITION_BYTES, "8m");
        }
        return own;
    }

    /** Looks for mistakes that settings of corpora made before may have in them, too, and so are none there. */
    private void check() {
        cleaning.check(spark);
        if (preprocess.subwords().joint() && preprocess.subwords().targetVocabularySize() > 0) {
            throw new UserException(
                    "the sides share one model, which has no size for the target alone",
                    "preprocess.subwords.target-vocabulary-size",
                    "Give joint = false, or only vocabulary-size.");
        }
    }

    private static Output output(SparkSession spark, PreprocessSettings settings) {
        var output = JobOutput.of(spark, Kind.CORPUS, settings.output());
        if (!Predecessor.isReplaced(settings, spark.sparkContext().hadoopConfiguration())) {
            output = output.reading(settings.extend());
        }
        for (var input : settings.inputs()) {
            output = output.reading(input.source(), input.target(), input.input());
        }
        for (var set : List.of(settings.valid(), settings.test())) {
            output = output.reading(set.source(), set.target(), set.input());
        }
        return output.reading(settings.source(), settings.target(), settings.input())
                .reading(settings.subwords().model(), settings.subwords().targetModel());
    }

    private JobSummary make(Path directory) {
        var before = Predecessor.find(preprocess, hadoop);
        var bounds = before.map(corpus -> corpus.holdout(cleaning));
        before.ifPresent(corpus -> corpus.warnings(settings).forEach(steps::warn));
        var model = given(preprocess.subwords().model(), Pairs.SOURCE, before);
        var targetModel = given(preprocess.subwords().targetModel(), Pairs.TARGET, before);
        if (model.isEmpty()) {
            tags.symbols(true, preprocess.subwords().vocabularySize());
        }
        if (!preprocess.subwords().joint() && targetModel.isEmpty()) {
            tags.symbols(false, targetVocabulary());
        }
        var text = read();
        var pairs = text.pairs();
        var rejections = new Rejections(preprocess.rejected(), pairs.count(), directory, hadoop);
        var usual = withoutUnusualLengths(clean(text, rejections), rejections);
        var distinct = withoutNearDuplicates(withoutBoilerplate(usual, rejections), rejections);
        var split = split(distinct, pairs.count(), bounds, rejections);
        var aligned = Misaligned.drop(split.rows(), preprocess.filters(), settings.seed(), steps, rejections);
        var sets = tags.put(aligned.sets(), text.starts());
        var subwords = preprocess.subwords();
        var source = subwords(sets, Pairs.SOURCE, model, subwords.vocabularySize());
        var target = subwords.joint() ? source : subwords(sets, Pairs.TARGET, targetModel, targetVocabulary());
        var encoded = Encoded.from(
                sets,
                split.pairs(),
                source.subwords(),
                target.subwords(),
                FilterChain.of(preprocess.filters()).maxTokens(),
                steps,
                rejections.mostSamples());
        rejections.add(encoded.dropped(), encoded.tally().reasons());
        if (encoded.tally().of("train")[0] == 0) {
            throw rejections.noneLeft();
        }
        rejections.writeSamples();
        steps.begin("write");
        var contents = encoded.write(directory, preprocess.shards(), hadoop);
        steps.done(encoded.pairs(), "pairs");
        write(source.bytes(), new Path(directory, Corpus.SOURCE_SUBWORDS));
        write(target.bytes(), new Path(directory, Corpus.TARGET_SUBWORDS));
        var lexicon = aligned.write(new Path(directory, Corpus.LEXICON), hadoop);
        var manifest = new Manifest(
                Manifest.FORMAT,
                Release.version(),
                spark.version(),
                settings.seed(),
                encoded.tally().fingerprint(),
                preprocess.subwords().joint(),
                pairs.count(),
                new TreeMap<>(rejections.repaired()),
                new TreeMap<>(rejections.counts()),
                split.holdout(),
                contents,
                source.vocabulary(),
                target.vocabulary(),
                lexicon,
                steps.list(),
                steps.seconds(),
                settings.render());
        manifest.write(directory, hadoop);
        var report = new CorpusReport(
                preprocess.output(),
                manifest,
                rejections.samples(),
                encoded.tally().profile(),
                encoded.unseen());
        TextFiles.write(new Path(directory, CorpusReport.FILE), report.html(), hadoop);
        return manifest.summary(preprocess.output(), preprocess.subwords().maxWords());
    }

    private TrainingText.Read read() {
        steps.begin("read");
        var training = TrainingText.of(preprocess);
        training.warnings().forEach(steps::warn);
        var text = training.read(spark);
        steps.done(text.pairs().count(), "pairs");
        return text;
    }

    /** Judges each pair for itself, drops those beyond the caps of inputs, and repeated ones. */
    private Dataset<Row> clean(TrainingText.Read text, Rejections rejections) {
        steps.begin("filter");
        try {
            return clean(cleaning.judge(cleaning.normalize(text.pairs().rows()), text.starts()), text, rejections);
        } catch (Exception e) {
            cleaning.blame(e);
            throw e;
        }
    }

    private Dataset<Row> clean(Dataset<Row> all, TrainingText.Read text, Rejections rejections) {
        var judged = all;
        if (preprocess.inputs().stream().anyMatch(input -> input.cap() > 0)) {
            var clean = drop(all, rejections);
            steps.begin("cap inputs");
            judged = Caps.judge(clean, preprocess.inputs(), text.starts(), settings.seed());
        }
        if (!preprocess.deduplicate()) {
            return drop(judged, rejections);
        }
        var distinct = rejections.dropRepeated(judged, steps);
        steps.release(distinct);
        return Rejections.distinct(distinct);
    }

    /** Drops what was judged, and lets go of all that was kept before. */
    private Dataset<Row> drop(Dataset<Row> judged, Rejections rejections) {
        var computed = rejections.drop(judged, steps);
        steps.release(computed);
        return Rejections.kept(computed);
    }

    private Dataset<Row> withoutUnusualLengths(Dataset<Row> pairs, Rejections rejections) {
        var kept = pairs;
        for (var rule : preprocess.filters()) {
            if (rule instanceof FilterRule.Lengths lengths) {
                steps.begin("unusual lengths");
                var judged = UnusualLengths.judge(kept, lengths.deviations());
                if (judged.isPresent()) {
                    kept = drop(judged.get(), rejections);
                } else {
                    steps.warn("there are too few pairs to tell which lengths are unusual: all are kept");
                }
            }
        }
        return kept;
    }

    private Dataset<Row> withoutBoilerplate(Dataset<Row> pairs, Rejections rejections) {
        int max = preprocess.boilerplate().max();
        if (max == 0) {
            return pairs;
        }
        steps.begin("boilerplate");
        return drop(Boilerplate.judge(pairs, max, steps), rejections);
    }

    private Dataset<Row> withoutNearDuplicates(Dataset<Row> pairs, Rejections rejections) {
        if (preprocess.nearDuplicates().similarity() == 0) {
            return pairs;
        }
        steps.begin("near duplicates");
        var judged = new NearDuplicates(preprocess.nearDuplicates(), steps).judge(pairs);
        return drop(judged, rejections);
    }

    /**
     * The pairs with the set that each belongs to.
     *
     * @param pairs how many there are
     * @param holdout which sources are held out
     */
    private record Sets(Dataset<Row> rows, long pairs, HoldOut holdout) {}

    /** The given sets' own pairs come behind the others. */
    private Sets split(Dataset<Row> pairs, long read, Optional<HoldOut> bounds, Rejections rejections) {
        var valid = ParallelText.given("preprocess.valid", preprocess, preprocess.valid());
        var test = ParallelText.given("preprocess.test", preprocess, preprocess.test());
        long next = read;
        Dataset<Row> given = null;
        for (var name : List.of("valid", "test")) {
            var text = name.equals("valid") ? valid : test;
            if (text.isPresent()) {
                var own = text.get().read(spark);
                var rows = given(own, name, next);
                given = given == null ? rows : given.union(rows);
                next += own.count();
            }
        }
        var train = given != null && preprocess.dropGiven()
                ? Rejections.kept(withoutLeaks("drop given pairs", pairs, given, Leaks.Held.GIVEN, rejections))
                : pairs;
        steps.begin("split");
        var holdout = bounds.orElseGet(() -> HoldOut.of(
                        train,
                        valid.isPresent() ? 0 : preprocess.holdout().valid(),
                        test.isPresent() ? 0 : preprocess.holdout().test(),
                        settings.seed()))
                .without(valid.isPresent(), test.isPresent());
        var sets = holdout.assign(train);
        long number;
        if (preprocess.leaks().heldOut() && holdout.holdsOut()) {
            var heldOut = sets.where(not(col(HoldOut.SET).equalTo("train")));
            var judged = withoutLeaks("drop held-out pairs", sets, heldOut, Leaks.Held.HELD_OUT, rejections);
            steps.begin("split");
            number = judged.tally().kept() + next - read;
            steps.release(judged);
            sets = Rejections.kept(judged);
        } else {
            var kept = steps.keep(sets, KeptRows.Count::new);
            number = kept.tally().rows() + next - read;
            steps.release(kept);
            sets = kept.rows();
        }
        steps.done(number, "pairs");
        return new Sets(given == null ? sets : sets.union(given), number, holdout);
    }

    private KeptRows<Reasons> withoutLeaks(
            String step, Dataset<Row> pairs, Dataset<Row> sets, Leaks.Held held, Rejections rejections) {
        steps.begin(step);
        return rejections.drop(new Leaks(preprocess.leaks(), steps).judge(pairs, sets, held), steps);
    }

    /** A given set is used as it is, whatever a filter would say: its scores must be comparable to others'. */
    private Dataset<Row> given(Pairs pairs, String set, long firstId) {
        return cleaning.normalize(pairs.rows())
                .withColumn(Pairs.ID, col(Pairs.ID).plus(firstId))
                .na()
                .fill("", new String[] {Pairs.SOURCE, Pairs.TARGET})
                .withColumn(HoldOut.SET, lit(set))
                .withColumn(HoldOut.GIVEN, lit(true))
                .select(HoldOut.COLUMNS);
    }

    /** Subwords that were made before, if any are given. */
    private Optional<SubwordLearning> given(String path, String side, Optional<Predecessor> before) {
        return path.isBlank()
                ? before.flatMap(corpus -> corpus.subwords(side))
                : Optional.of(SubwordLearning.given(
                        path, cleaning.normalizer(), preprocess.subwords().unknown(), hadoop));
    }

    private SubwordLearning subwords(Dataset<Row> sets, String side, Optional<SubwordLearning> model, int vocabulary) {
        steps.begin(preprocess.subwords().joint() ? "subwords" : "subwords of " + side);
        var subwords = model.orElseGet(() -> learn(sets, side, vocabulary));
        steps.done(subwords.subwords().size(), "subwords");
        return subwords;
    }

    private SubwordLearning learn(Dataset<Row> sets, String side, int vocabulary) {
        var subwords = preprocess.subwords();
        var learner = new SubwordLearner(
                SubwordLearning.splitting(subwords),
                vocabulary,
                subwords.coverage(),
                subwords.charactersShare(),
                subwords.minPairCount(),
                subwords.unknown(),
                cleaning.normalizer());
        learner.define(
                tags.symbols(subwords.joint() || side.equals(Pairs.SOURCE), vocabulary),
                subwords.capitals() == Capitals.MARKED);
        var train = sets.where(col(HoldOut.SET).equalTo("train"));
        var sentences = subwords.joint() ? train.select(Pairs.SOURCE, Pairs.TARGET) : train.select(side);
        var learned = SubwordLearning.from(sentences, subwords.maxWords(), subwords.algorithm(), learner);
        learned.warnings(vocabulary, subwords.joint() ? "" : " of the " + side + " side")
                .forEach(steps::warn);
        return learned;
    }

    private int targetVocabulary() {
        var subwords = preprocess.subwords();
        return subwords.targetVocabularySize() > 0 ? subwords.targetVocabularySize() : subwords.vocabularySize();
    }

    private void write(byte[] bytes, Path file) {
        try (var out = file.getFileSystem(hadoop).create(file, true)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
