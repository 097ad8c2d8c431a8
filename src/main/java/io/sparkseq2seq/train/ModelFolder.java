package io.sparkseq2seq.train;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * The folder of the model that a training makes.
 *
 * @param course of the training
 * @param history of it
 * @param output that becomes the model
 */
record ModelFolder(
        Settings settings,
        Corpus corpus,
        Course course,
        Checkpoints checkpoints,
        History history,
        Publication output,
        Configuration hadoop) {

    private static final String REPORT = "report.html";
    private static final String SETTINGS = "settings.conf";

    /**
     * Prepares to publish; so far nothing is written.
     *
     * @throws UserException when a model is there that may not be replaced
     */
    static ModelFolder open(
            Settings settings,
            Corpus corpus,
            Course course,
            Checkpoints checkpoints,
            History history,
            Publication output,
            Configuration hadoop) {
        output.admit(settings.train().overwrite() || isOf(settings.train(), checkpoints, history, hadoop));
        return new ModelFolder(settings, corpus, course, checkpoints, history, output, hadoop);
    }

    /**
     * The summary for a model that is there already and is what this training would end with: of the same corpus, by
     * the same settings.
     */
    static Optional<JobSummary> done(Settings settings, Corpus corpus, StartModel start, Configuration hadoop) {
        try {
            var model = Published.find(settings.train().model(), Kind.MODEL, hadoop);
            var settingsFile = new Path(model, SETTINGS);
            if (!TextFiles.exists(settingsFile, hadoop)) {
                return Optional.empty();
            }
            var made = Settings.parse(TextFiles.read(settingsFile, hadoop));
            var began = TranslationModel.start(model.toString(), hadoop);
            var before = Course.of(TranslationModel.corpus(model.toString(), hadoop), made, began);
            var now = Course.of(corpus.manifest().fingerprint(), settings, start.fingerprint(began));
            return before.differences(now).isEmpty()
                            && Course.endsAlike(made, settings)
                            && hasSubwordsOf(corpus, model, hadoop)
                    ? Optional.of(new JobSummary("train")
                            .put("stopped because", "the model is there already, of this corpus and these settings")
                            .put("model", settings.train().model())
                            .put("report", new Path(model, REPORT).toString()))
                    : Optional.empty();
        } catch (UserException e) {
            // Whatever is there, it is not that.
            return Optional.empty();
        }
    }

    /** Whether a model, or a checkpoint, is of the subwords that a corpus has now: its fingerprint is one of text. */
    static boolean hasSubwordsOf(Corpus corpus, Path folder, Configuration hadoop) {
        try {
            return Checksums.sum(new Path(folder, TranslationModel.SOURCE_SUBWORDS), hadoop)
                            .equals(corpus.manifest().source().sha256())
                    && Checksums.sum(new Path(folder, TranslationModel.TARGET_SUBWORDS), hadoop)
                            .equals(corpus.manifest().target().sha256());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the subwords of " + folder, e);
        }
    }

    /**
     * Whether a model is of these checkpoints: a job that died after it had published it, and before it moved them, may
     * publish it again. One that still has the weights that it had at the start is not.
     */
    static boolean isOf(TrainSettings train, Checkpoints checkpoints, History history, Configuration hadoop) {
        if (!Published.isMarked(TextFiles.path(train.model()), Kind.MODEL, hadoop)) {
            return false;
        }
        boolean learnsOn = StartModel.of(train, hadoop).isReplaced();
        var weights = new Path(Published.find(train.model(), Kind.MODEL, hadoop), TranslationModel.WEIGHTS);
        return Stream.concat(
                        history.best().stream()
                                .filter(best -> !learnsOn || best.epoch() > 0)
                                .map(best -> checkpoints.path(best.epoch())),
                        Stream.of(checkpoints.mean()))
                .anyMatch(folder -> Checksums.same(new Path(folder, TranslationModel.WEIGHTS), weights, hadoop));
    }

    private TrainSettings train() {
        return settings.train();
    }

    /**
     * Publishes the best model with what belongs to it, and moves the checkpoints into it.
     *
     * @param outcome of the training
     * @param parameters of the network
     */
    JobSummary publish(Training.Outcome outcome, long parameters) {
        var chosen = outcome.chosen();
        var summary = summary(outcome, parameters);
        try {
            var folder = output.directory();
            var files = folder.getFileSystem(hadoop);
            for (var name : TranslationModel.FILES) {
                var from = new Path(chosen.folder(), name);
                FileUtil.copy(files, from, files, new Path(folder, name), false, hadoop);
            }
            if (outcome.calibration().isPresent()) {
                ModelWriter.write(folder, hadoop, outcome.calibration().get());
            }
            TextFiles.write(new Path(folder, SETTINGS), settings.render(), hadoop);
            history.write(folder, hadoop);
            history.results().forEach(epoch -> TensorBoard.write(folder, history, epoch, hadoop));
            var report = new TrainingReport(settings, corpus.manifest(), history, outcome, parameters);
            TextFiles.write(new Path(folder, REPORT), report.html(), hadoop);
            TextFiles.write(
                    new Path(folder, "README.md"),
                    ModelCard.of(settings, corpus, course, history, chosen, parameters),
                    hadoop);
            summary.write(new Path(folder, "summary.json"), hadoop);
            Checksums.write(folder, ModelWriter.WITHOUT_DIGEST, hadoop);
            output.publish();
            // After that: until the model is there, checkpoints are all there is.
            checkpoints.moveTo(new Path(TextFiles.path(train().model()), "checkpoints"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return summary;
    }

    /** The weights that a training began with, in words. */
    static String began(Course course) {
        return course.start().isEmpty() ? "random weights" : "the weights of model " + course.start();
    }

    private JobSummary summary(Training.Outcome outcome, long parameters) {
        var chosen = outcome.chosen();
        var epochs = history.epochs();
        var last = epochs.get(epochs.size() - 1);
        var summary = new JobSummary("train")
                .put("parameters", parameters)
                .put("pairs", corpus.manifest().sets().get("train").pairs())
                .put("epochs", last.epoch())
                .put("stopped because", outcome.stopped())
                .put("steps of a worker", last.step())
                .put(
                        "target tokens",
                        epochs.stream().mapToLong(EpochResult::tokens).sum())
                .put(
                        "batches skipped",
                        epochs.stream().mapToLong(EpochResult::skipped).sum())
                .put("target tokens per second", last.tokensPerSecond())
                .put("time averaging", String.format(Locale.ROOT, "%.1f %%", 100 * last.averagingShare()))
                .put("begun with", began(course))
                .put("weights", chosen.name())
                .put("validation loss", chosen.valid().loss())
                .put("validation BLEU", chosen.valid().bleu())
                .put("time", Duration.ofSeconds(Math.round(last.minutes() * 60)))
                .put("model", train().model())
                .put("report", output.where(REPORT));
        outcome.calibration().ifPresent(line -> summary.put("confidence learnt from sentences", line.sentences()));
        return outcome.warning().isEmpty() ? summary : summary.put("warning", outcome.warning());
    }
}
