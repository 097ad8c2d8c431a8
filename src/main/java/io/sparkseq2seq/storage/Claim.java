package io.sparkseq2seq.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * A file by which a run claims an output. Its time stamp, which the file system sets, is its last sign of life.
 *
 * @param run that claims
 * @param file where it lies
 * @param renewed the file's time stamp, in milliseconds
 * @param content what it says; nothing while it is being written
 */
record Claim(RunId run, Path file, long renewed, Optional<Content> content) {
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 30;

    /**
     * What a claim says.
     *
     * @param tool that wrote it
     * @param kind of the output
     * @param output that it is for
     * @param state how far the run is
     * @param owner who runs
     */
    record Content(String tool, Kind kind, String output, State state, Owner owner) {
        Content in(State next) {
            return new Content(tool, kind, output, next, owner);
        }
    }

    /** How far a run is. */
    enum State {
        /** It looks whether others are there. */
        ASKING,
        /** It has the output, and has touched nothing yet. */
        HELD,
        /** It writes. */
        WRITING
    }

    /** Claims are rewritten while others read them, which checksums beside them would not bear. */
    static FileSystem files(FileSystem files) {
        return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    }

    /** Writes a claim for the first time. */
    static void write(FileSystem files, Path file, Content content) throws IOException {
        Json.write(files, file, content);
    }

    /**
     * Writes a claim again. Where the file system allows it, the claim has its old content or the new one at each
     * moment: a run that is killed here leaves one that says whose it was.
     */
    static void rewrite(FileSystem files, Path file, Content content) throws IOException {
        if (files instanceof RawLocalFileSystem local) {
            Json.write(files, next(file), content);
            Files.move(
                    local.pathToFile(next(file)).toPath(),
                    local.pathToFile(file).toPath(),
                    StandardCopyOption.ATOMIC_MOVE);
        } else if (files instanceof DistributedFileSystem hdfs) {
            Json.write(files, next(file), content);
            hdfs.rename(next(file), file, Options.Rename.OVERWRITE);
        } else {
            Json.write(files, file, content);
        }
    }

    /** Removes a claim, and what a killed run may have left of its next content. */
    static void delete(FileSystem files, Path file) throws IOException {
        files.delete(next(file), false);
        files.delete(file, false);
    }

    private static Path next(Path file) {
        return new Path(file.getParent(), "next-" + file.getName());
    }

    /** All claims in a folder. */
    static List<Claim> list(FileSystem files, Path folder) throws IOException {
        var claims = new ArrayList<Claim>();
        try {
            for (var status : files.listStatus(folder)) {
                var run = RunId.of(status.getPath().getName());
                if (status.isFile() && run.isPresent()) {
                    claims.add(new Claim(
                            run.get(),
                            status.getPath(),
                            status.getModificationTime(),
                            content(files, status.getPath())));
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        return claims;
    }

    private static Optional<Content> content(FileSystem files, Path file) throws IOException {
        for (int i = 1; ; i++) {
            var content = Json.read(files, file, Content.class)
                    .filter(claim -> claim.owner != null && claim.kind != null && claim.state != null);
            if (content.isPresent() || i == TRIES) {
                return content;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    /**
     * Whether its run may still write.
     *
     * @param now by the clock that set {@link #renewed}
     * @param patience milliseconds without a sign of life after which a run counts as dead
     * @param asking who wants to know: an earlier attempt at its application is dead to it
     */
    boolean isAlive(long now, long patience, Owner asking) {
        return now - renewed <= patience
                && !content.map(claim -> claim.owner.isGone() || claim.owner.isBefore(asking))
                        .orElse(false);
    }

    /** Whether its run has the output. */
    boolean isHeld() {
        return content.map(claim -> claim.state != State.ASKING).orElse(false);
    }

    /** Whether its run has begun to write. */
    boolean isWriting() {
        return content.map(claim -> claim.state == State.WRITING).orElse(false);
    }
}
