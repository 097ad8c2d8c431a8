package io.sparkseq2seq.train;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.storage.JobSummary;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * The folder of the model that a training makes.
 *
 * @param history of the training; its best epoch becomes the model
 */
record ModelFolder(Settings settings, Corpus corpus, Checkpoints checkpoints, History history, Configuration hadoop) {

    /** @throws UserException when a model is there that may not be replaced */
    void refuseAnother() {
        if (TextFiles.exists(train().model(), hadoop) && !mayReplace()) {
            throw new UserException(
                    "the model exists already",
                    train().model(),
                    "Name another one with train.model=…, or set train.overwrite=true to replace it.");
        }
    }

    private TrainSettings train() {
        return settings.train();
    }

    /** A job that died after it had published the model, and before it moved its checkpoints, may publish it again. */
    private boolean mayReplace() {
        return train().overwrite()
                || history.best()
                        .map(best -> new Path(checkpoints.path(best.epoch()), TranslationModel.WEIGHTS))
                        .filter(weights ->
                                Checksums.same(weights, new Path(train().model(), TranslationModel.WEIGHTS), hadoop))
                        .isPresent();
    }

    /**
     * Publishes the best model with what belongs to it, and moves the checkpoints into it.
     *
     * @param stopped why the training is over
     * @param parameters of the network
     */
    JobSummary publish(String stopped, long parameters) {
        var best = history.best()
                .orElseThrow(() -> new UserException(
                        "nothing was trained", "train.epochs = " + train().epochs(), "Give at least one epoch."));
        var summary = summary(stopped, parameters, best);
        try (var publication = Publication.open(train().model(), mayReplace(), hadoop)) {
            var folder = publication.directory();
            var files = folder.getFileSystem(hadoop);
            for (var name : List.of(
                    TranslationModel.WEIGHTS, TranslationModel.SOURCE_SUBWORDS, TranslationModel.TARGET_SUBWORDS)) {
                var from = new Path(checkpoints.path(best.epoch()), name);
                FileUtil.copy(files, from, files, new Path(folder, name), false, hadoop);
            }
            TextFiles.write(new Path(folder, "settings.conf"), settings.render(), hadoop);
            history.write(folder, hadoop);
            TextFiles.write(new Path(folder, "README.md"), ModelCard.of(settings, corpus, best, parameters), hadoop);
            summary.write(new Path(folder, "summary.json"), hadoop);
            publication.publish();
            // After that: until the model is there, checkpoints are all there is.
            files.rename(checkpoints.folder(), new Path(train().model(), "checkpoints"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return summary;
    }

    private JobSummary summary(String stopped, long parameters, EpochResult best) {
        var epochs = history.epochs();
        var last = epochs.get(epochs.size() - 1);
        return new JobSummary("train")
                .put("parameters", parameters)
                .put("pairs", corpus.manifest().sets().get("train").pairs())
                .put("epochs", last.epoch())
                .put("stopped because", stopped)
                .put("steps of a worker", last.step())
                .put(
                        "target tokens",
                        epochs.stream().mapToLong(EpochResult::tokens).sum())
                .put("target tokens per second", last.tokensPerSecond())
                .put("time averaging", String.format(Locale.ROOT, "%.1f %%", 100 * last.averagingShare()))
                .put("best epoch", best.epoch())
                .put("best validation loss", best.validLoss())
                .put("best validation BLEU", best.validBleu())
                .put("time", Duration.ofSeconds(Math.round(last.minutes() * 60)))
                .put("model", train().model());
    }
}
