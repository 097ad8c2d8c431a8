package io.sparkseq2seq.lake;

import io.sparkseq2seq.storage.TextFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files of a {@link Stage}: a folder for each run, with a part for each task that has ended. */
final class StagedRuns {
    private static final String RUN = "run-";
    private static final String PART = "part-";
    /** Stands in the folder of a run that adds no more. */
    private static final String ENDED = "_ended";
    /** A run that was killed says nothing, but adds nothing either. */
    private static final long DEAD_MILLIS = Duration.ofDays(2).toMillis();

    private final Path folder;
    private final Configuration hadoop;

    StagedRuns(Path folder, Configuration hadoop) {
        this.folder = folder;
        this.hadoop = hadoop;
    }

    /** What a run has left, or has so far. */
    record Run(Path folder, List<FileStatus> parts, boolean hasEnded) {
        /** Whether no more parts come. */
        private boolean isOver(long now) {
            return hasEnded
                    || !parts.isEmpty()
                            && parts.stream().allMatch(part -> now - part.getModificationTime() > DEAD_MILLIS);
        }
    }

    List<Run> runs() {
        try {
            var files = files();
            var runs = new ArrayList<Run>();
            for (var run : files.exists(folder) ? files.listStatus(folder) : new FileStatus[0]) {
                if (run.isDirectory() && run.getPath().getName().startsWith(RUN)) {
                    runs.add(run(run.getPath(), files.listStatus(run.getPath())));
                }
            }
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }

    private static Run run(Path folder, FileStatus[] all) {
        var parts = Stream.of(all)
                .filter(file -> file.isFile() && file.getPath().getName().startsWith(PART))
                .toList();
        return new Run(folder, parts, Stream.of(all).anyMatch(file -> file.getPath()
                .getName()
                .equals(ENDED)));
    }

    /** Those that add no more. */
    List<Run> ended() {
        long now = System.currentTimeMillis();
        return runs().stream().filter(run -> run.isOver(now)).toList();
    }

    /** Says that a run adds no more. */
    void end(Path run) {
        try {
            if (files().exists(run)) {
                TextFiles.write(new Path(run, ENDED), "", hadoop);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ending " + run, e);
        }
    }

    void delete(Run run) {
        try {
            files().delete(run.folder(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + run.folder(), e);
        }
    }

    /**
     * Puts aside the part on which a reader has failed, so that its translations are made again, and says so.
     *
     * @param thrown by the reader
     * @return whether it failed on such a part, and may try again
     */
    boolean putsAside(Throwable thrown) {
        if (!isDamage(thrown)) {
            return false;
        }
        var damaged = runs().stream()
                .flatMap(run -> run.parts().stream())
                .map(FileStatus::getPath)
                .filter(part -> isTold(thrown, part.getName()))
                .findFirst();
        damaged.ifPresent(part -> {
            var aside = new Path(part.getParent(), "damaged-" + part.getName());
            try {
                if (!files().rename(part, aside)) {
                    throw new IOException("renaming " + part);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("putting aside " + part, e);
            }
            System.err.println("translate: a file of staged translations is damaged, and is now " + aside
                    + "; its texts are translated again");
        });
        return damaged.isPresent();
    }

    /**
     * Whether a reader has missed a part that another run has put together with others meanwhile, and may try again.
     */
    boolean hasLost(Throwable thrown) {
        return isTold(thrown, folder.getName() + "/" + RUN) && isTold(thrown, "PATH_NOT_FOUND");
    }

    /** Whether a file is not what was written there, rather than out of reach for now. */
    private static boolean isDamage(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            var text = String.valueOf(cause.getMessage());
            if (cause.getClass().getName().startsWith("org.apache.parquet.")
                    || cause instanceof ChecksumException
                    || cause instanceof EOFException
                    || text.contains("is not a Parquet file")
                    || text.contains("CANNOT_READ_FILE_FOOTER")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTold(Throwable thrown, String words) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }

    private FileSystem files() throws IOException {
        return TextFiles.fileSystem(folder, hadoop);
    }
}
