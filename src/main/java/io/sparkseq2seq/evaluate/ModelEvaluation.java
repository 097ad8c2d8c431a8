package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.config.EvaluateSettings;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.metric.Score;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.Control;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.JobOutput;
import io.sparkseq2seq.table.SharedDisk;
import io.sparkseq2seq.translate.ModelSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Scores a model on a set of a corpus: translates the set on Spark, adds up the counts of all sentences, and writes
 * {@code translations.tsv}, {@code scores.json}, {@code report.html} and {@code attention-1.svg} and so on.
 */
final class ModelEvaluation {
    private final SparkSession spark;
    private final Settings settings;
    private final EvaluateSettings evaluate;
    private final Configuration hadoop;
    private final String set;
    private final Control control;

    private ModelEvaluation(SparkSession spark, Settings settings) {
        this.spark = spark;
        this.settings = settings;
        this.evaluate = settings.evaluate();
        this.hadoop = spark.sparkContext().hadoopConfiguration();
        this.set = evaluate.set().name().toLowerCase(Locale.ROOT);
        this.control = Control.of(settings.translate(), hadoop);
        if (control.sampling() != null && evaluate.beam() > 1) {
            throw new UserException(
                    "translate.search.temperature draws one sample, where evaluate.beam = " + evaluate.beam()
                            + " searches for the best of several",
                    "settings",
                    "Give evaluate.beam = 1, or translate.search.temperature = 0.");
        }
    }

    static JobSummary run(SparkSession spark, Settings settings) {
        return new ModelEvaluation(spark, settings).run();
    }

    private JobSummary run() {
        long started = System.nanoTime();
        boolean inside = evaluate.output().isBlank();
        String target =
                inside ? new Path(TextFiles.path(evaluate.model()), "evaluation").toString() : evaluate.output();
        var corpus = Corpus.open(evaluate.corpus(), hadoop);
        var model = ModelSource.open(
                spark,
                evaluate.model(),
                translation().precision(),
                search(),
                batch(),
                translation().maxSourceLength(),
                translation().document(),
                translation().keepModels());
        SharedDisk.requireForDriver(spark, target, settings);
        var wanted = JobOutput.of(spark, Kind.EVALUATION, target).reading(evaluate.corpus());
        try (var output = Publication.open(
                inside ? wanted : wanted.reading(evaluate.model()), inside || evaluate.overwrite(), hadoop)) {
            var sentences = translated(corpus, model).persist(StorageLevel.MEMORY_AND_DISK());
            var groups = groups(sentences);
            LengthGroup all = groups.values().stream().reduce(LengthGroup::plus).orElseThrow();
            var confidences = confidences(sentences);
            var scorer = EvaluateJob.scorer(evaluate);
            var pictures = pictures(sentences);
            writeTranslations(sentences, new Path(output.directory(), "translations.tsv"));
            JobSummary summary =
                    summary(target, all, scorer.scores(all.tally()), Duration.ofNanos(System.nanoTime() - started));
            summary.put("calibration error", ConfidenceGroup.error(confidences));
            summary.write(new Path(output.directory(), "scores.json"), hadoop);
            var report = new Report(
                    Secrets.masked(evaluate.model()),
                    Secrets.masked(evaluate.corpus()) + ", " + set + " set",
                    searchInWords(),
                    scorer,
                    all,
                    groups,
                    confidences,
                    sentences.takeOrdered(evaluate.samples(), EvaluatedSentence.order(true)),
                    sentences.takeOrdered(evaluate.samples(), EvaluatedSentence.order(false)),
                    sentences.takeOrdered(evaluate.samples(), EvaluatedSentence.shuffled(settings.seed())),
                    pictures);
            TextFiles.write(new Path(output.directory(), "report.html"), report.html(), hadoop);
            for (int i = 0; i < pictures.size(); i++) {
                var file = new Path(output.directory(), "attention-" + (i + 1) + ".svg");
                TextFiles.write(file, pictures.get(i).svg() + "\n", hadoop);
            }
            sentences.unpersist(false);
            output.publish();
            return summary;
        }
    }

    private TranslateSettings translation() {
        return settings.translate();
    }

    private int batch() {
        return translation().batch();
    }

    private BeamSearch search() {
        return new BeamSearch(
                        evaluate.beam(),
                        evaluate.lengthPenalty(),
                        translation().maxLength(),
                        translation().maxLengthRatio())
                .with(control);
    }

    private String searchInWords() {
        return "beam " + evaluate.beam() + ", length penalty " + evaluate.lengthPenalty();
    }

    private JavaRDD<EvaluatedSentence> translated(Corpus corpus, ModelSource model) {
        corpus.check(spark, set);
        var rows = corpus.read(spark, set);
        long count = rows.count();
        if (count == 0) {
            throw new UserException(
                    "the " + set + " set is empty",
                    evaluate.corpus(),
                    "Choose another with evaluate.set, or preprocess a corpus with one.");
        }
        // Several tasks a core, so that a slow one delays little; each has at least a batch.
        long tasks = Math.min(4L * spark.sparkContext().defaultParallelism(), (count + batch() - 1) / batch());
        return rows.repartition((int) tasks)
                .javaRDD()
                .mapPartitions(new EvaluateRows(
                        model,
                        EvaluateJob.scorer(evaluate),
                        corpus.sourceSubwords(),
                        corpus.targetSubwords(),
                        16 * batch()));
    }

    /** By the shortest length of each group; there are few groups. */
    private static TreeMap<Integer, LengthGroup> groups(JavaRDD<EvaluatedSentence> sentences) {
        var groups = new TreeMap<Integer, LengthGroup>();
        sentences
                .mapToPair(ModelEvaluation::grouped)
                .reduceByKey(LengthGroup::plus)
                .collect()
                .forEach(group -> groups.put(group._1, group._2));
        return groups;
    }

    private static TreeMap<Integer, ConfidenceGroup> confidences(JavaRDD<EvaluatedSentence> sentences) {
        var groups = new TreeMap<Integer, ConfidenceGroup>();
        sentences
                .mapToPair(ModelEvaluation::byConfidence)
                .reduceByKey(ConfidenceGroup::plus)
                .collect()
                .forEach(group -> groups.put(group._1, group._2));
        return groups;
    }

    private static Tuple2<Integer, ConfidenceGroup> byConfidence(EvaluatedSentence sentence) {
        return new Tuple2<>(ConfidenceGroup.number(sentence.confidence()), ConfidenceGroup.of(sentence));
    }

    private static Tuple2<Integer, LengthGroup> grouped(EvaluatedSentence sentence) {
        return new Tuple2<>(LengthGroup.leastLength(sentence.referenceTokens()), LengthGroup.of(sentence));
    }

    /** Pictures of the first sentences, which are translated again because attention is too large to keep for all. */
    private List<AttentionPicture> pictures(JavaRDD<EvaluatedSentence> sentences) {
        if (evaluate.pictures() == 0) {
            return List.of();
        }
        var first = sentences.takeOrdered(evaluate.pictures(), EvaluatedSentence.byId());
        try (var model =
                TranslationModel.load(evaluate.model(), hadoop).in(translation().precision())) {
            var translator = new Translator(
                    model, search().withAttention(), batch(), translation().maxSourceLength());
            var sources = first.stream()
                    .map(sentence -> model.sourceSubwords()
                            .encode(model.sourceSubwords().normalizer().normalize(sentence.source())))
                    .toList();
            var found = translator.search(sources);
            return IntStream.range(0, found.size())
                    .mapToObj(i -> AttentionPicture.of(
                            sources.get(i), found.get(i), model.sourceSubwords(), model.targetSubwords()))
                    .toList();
        }
    }

    private void writeTranslations(JavaRDD<EvaluatedSentence> sentences, Path file) {
        try (var out = new BufferedWriter(new OutputStreamWriter(
                TextFiles.fileSystem(file, hadoop).create(file, true), StandardCharsets.UTF_8))) {
            out.write("source\treference\ttranslation\tlog_probability\n");
            // A partition at a time comes to the driver.
            Iterator<EvaluatedSentence> ordered = sentences
                    .sortBy(EvaluatedSentence::id, true, sentences.getNumPartitions())
                    .toLocalIterator();
            while (ordered.hasNext()) {
                out.write(ordered.next().row());
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    private JobSummary summary(String target, LengthGroup all, List<Score> scores, Duration time) {
        var summary = new JobSummary("evaluate")
                .put("model", evaluate.model())
                .put("corpus", evaluate.corpus())
                .put("set", set)
                .put("output", target)
                .put("sentences", all.tally().sentences())
                .put("translation tokens", all.translationTokens())
                .put("reference tokens", all.referenceTokens())
                .put("beam", evaluate.beam())
                .put("length penalty", evaluate.lengthPenalty());
        EvaluateJob.put(scores, summary);
        return summary.put("time", time);
    }
}
