package io.sparkseq2seq.train;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a training's checkpoints: {@code epoch-N} after an epoch and {@code epoch-N-round-R} within the one
 * that follows. A checkpoint is a model to translate with as well. It is written file by file, then its
 * {@link Checksums}, and is whole once it is marked. The folder is marked too: one of another maker is refused.
 */
final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("epoch-(\\d{1,9})(?:-round-(\\d{1,9}))?");
    /** A model that is no checkpoint: the mean of some. */
    private static final String MEAN = "mean";

    /** One more than the newest, should that be damaged. */
    private static final int FEWEST = 2;

    private final Path folder;
    private final int keep;
    private final Configuration hadoop;

    /** @param keep newest ones to keep */
    Checkpoints(Path folder, int keep, Configuration hadoop) {
        this.folder = folder;
        this.keep = Math.max(FEWEST, keep);
        this.hadoop = hadoop;
    }

    /** Those of the training of a model. */
    static Checkpoints of(TrainSettings train, Configuration hadoop) {
        return new Checkpoints(TextFiles.path(train.model()).suffix(".training"), train.checkpoints(), hadoop);
    }

    /** What fills a checkpoint's folder. */
    interface Content {
        void write(Path folder) throws IOException;
    }

    Path folder() {
        return folder;
    }

    Path path(Checkpoint checkpoint) {
        return new Path(folder, name(checkpoint.epoch(), checkpoint.round()));
    }

    /** The folder of a checkpoint after an epoch. */
    Path path(int epoch) {
        return new Path(folder, name(epoch, 0));
    }

    /** The newest one that is whole; of those that are not, it says so. */
    Optional<Checkpoint> newest(PrintStream err) {
        try {
            for (var name : names()) {
                var path = new Path(folder, name);
                var damaged = damage(path);
                if (damaged.isEmpty()) {
                    return Optional.of(Checkpoint.read(path, hadoop));
                }
                err.println("train  " + damaged(path, damaged.get()) + ": looking for the one before it");
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /**
     * Publishes a checkpoint, and removes all but the newest ones and the best.
     *
     * @param best epochs
     */
    void publish(Checkpoint checkpoint, Set<Integer> best, Content content) {
        publish(path(checkpoint), content);
        try {
            var names = names();
            for (var old : names.subList(Math.min(keep, names.size()), names.size())) {
                if (best.stream().noneMatch(epoch -> old.equals(name(epoch, 0)))) {
                    files().delete(new Path(folder, old), true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(checkpoint.toString(), e);
        }
    }

    /** Where the mean of some checkpoints is, if there is one. */
    Path mean() {
        return new Path(folder, MEAN);
    }

    /** Publishes the mean of some checkpoints. */
    void publishMean(Content content) {
        publish(mean(), content);
    }

    private void publish(Path path, Content content) {
        try {
            marked();
            files().delete(path, true);
            content.write(path);
            Checksums.write(path, Set.of(), hadoop);
            Published.mark(path, Kind.CHECKPOINT, hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    /**
     * Whether there is a whole checkpoint after this epoch, so that it may become the model.
     *
     * @param err where it is said of one that is damaged
     */
    boolean isWhole(int epoch, PrintStream err) {
        var path = path(epoch);
        try {
            if (!TextFiles.exists(path, hadoop)) {
                return false;
            }
            var damaged = damage(path);
            damaged.ifPresent(file -> err.println("train  " + damaged(path, file) + ": it cannot become the model"));
            return damaged.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    /** The first file that is not as its mark and its digest say. */
    private Optional<String> damage(Path path) throws IOException {
        var damage = Published.damage(path, hadoop);
        return damage.isPresent() ? damage : Checksums.damaged(path, Set.of(), hadoop);
    }

    private static String damaged(Path path, String file) {
        return "the checkpoint " + Secrets.masked(path.toString()) + " is damaged (" + file + ")";
    }

    /** The folder, marked as a training's before anything is written to it. */
    Path marked() {
        if (!Published.isMarked(folder, Kind.TRAINING, hadoop)) {
            Published.mark(folder, Kind.TRAINING, hadoop);
        }
        return folder;
    }

    /**
     * Marks the folder when it is new, and removes checkpoints that a crash left unfinished.
     *
     * @throws UserException when there is a folder of that name that is not a training's
     */
    void open() {
        try {
            var there = list();
            if (there.length > 0 && !Published.isMarked(folder, Kind.TRAINING, hadoop)) {
                throw new UserException(
                        "the folder for checkpoints holds what this tool has not made ("
                                + there[0].getPath().getName() + ")",
                        folder.toString(),
                        "Move it away, or name another model with train.model=…");
            }
            for (FileStatus status : there) {
                if (isCheckpoint(status) && !Published.isMarked(status.getPath(), Kind.CHECKPOINT, hadoop)) {
                    files().delete(status.getPath(), true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static boolean isCheckpoint(FileStatus status) {
        var name = status.getPath().getName();
        return status.isDirectory() && (name.equals(MEAN) || NAME.matcher(name).matches());
    }

    /** Renames the folder, so that another training may begin here; returns its new name. */
    Path setAside() {
        try {
            int number = 1;
            while (files().exists(folder.suffix("." + number))) {
                number++;
            }
            var aside = folder.suffix("." + number);
            if (!files().rename(folder, aside)) {
                throw new IOException("cannot rename it to " + aside);
            }
            return aside;
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** Moves the folder, without the course of the training for TensorBoard, which the model has itself. */
    void moveTo(Path target) throws IOException {
        files().delete(new Path(folder, TensorBoard.FOLDER), true);
        if (!files().rename(folder, target)) {
            throw new IOException("cannot rename " + folder + " to " + target);
        }
    }

    /** From the newest to the oldest. */
    private List<String> names() throws IOException {
        return Arrays.stream(list())
                .map(status -> NAME.matcher(status.getPath().getName()))
                .filter(Matcher::matches)
                .sorted(Comparator.comparing(Checkpoints::epoch)
                        .thenComparing(Checkpoints::round)
                        .reversed())
                .map(Matcher::group)
                .toList();
    }

    private static int epoch(Matcher name) {
        return Integer.parseInt(name.group(1));
    }

    private static int round(Matcher name) {
        return name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
    }

    private static String name(int epoch, int round) {
        return "epoch-" + epoch + (round > 0 ? "-round-" + round : "");
    }

    private FileStatus[] list() throws IOException {
        return files().exists(folder) ? files().listStatus(folder) : new FileStatus[0];
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(hadoop);
    }
}
