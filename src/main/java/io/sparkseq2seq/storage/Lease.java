package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The right to write an output, which one run has at a time. A run puts a claim into the hidden folder beside the
 * output, lists the folder, and goes on only if no other live claim is there; else it withdraws. Since each run writes
 * before it lists, of two at least one sees the other: that asks no more of a store than that a listing shows what was
 * written before. A thread renews the claim; the run of a claim that is not renewed is dead, and so is at once that of
 * a process of this machine which has ended, and that of an earlier attempt at the same application, wherever it ran.
 */
final class Lease implements AutoCloseable {
    /** Hadoop property: how long a run may give no sign of life. */
    static final String PATIENCE = "seq2seq.lease.patience";

    private static final long DEFAULT_PATIENCE = 60_000;
    /** Renewals within that time. */
    private static final int RENEWALS = 12;

    private static final int TRIES = 6;
    private static final long PAUSE_MILLIS = 200;

    private final FileSystem files;
    private final Path folder;
    private final Path file;
    private volatile Claim.Content content;
    private final long patience;
    private final Thread heart;
    private boolean ended;

    private Lease(FileSystem files, Path folder, RunId run, Claim.Content content, long patience) {
        this.files = files;
        this.folder = folder;
        this.file = new Path(folder, run.claim());
        this.content = content;
        this.patience = patience;
        this.heart = new Thread(this::beat, "lease of " + content.output());
        heart.setDaemon(true);
    }

    /**
     * Takes the lease of an output.
     *
     * @param output that is wanted
     * @throws UserException when another run has it
     */
    static Lease take(OutputPath output, Kind kind, RunId run, Owner owner, Configuration hadoop) throws IOException {
        long patience = hadoop.getTimeDuration(PATIENCE, DEFAULT_PATIENCE, TimeUnit.MILLISECONDS);
        var content = new Claim.Content(
                "spark-seq2seq", kind, Secrets.masked(output.path().toString()), Claim.State.ASKING, owner);
        var lease = new Lease(Claim.files(output.files()), output.workplace(), run, content, patience);
        Optional<Claim> other = Optional.empty();
        for (int i = 1; i <= TRIES; i++) {
            other = lease.claim();
            if (other.isEmpty()) {
                lease.heart.start();
                return lease;
            }
            if (other.get().isHeld()) {
                break;
            }
            lease.pause(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS * i) + 1);
        }
        throw lease.busy(other.get());
    }

    /** Claims the output; or withdraws, and returns who was there. */
    private Optional<Claim> claim() throws IOException {
        try {
            announce();
            var others = living();
            if (others.isEmpty()) {
                become(Claim.State.HELD);
                return Optional.empty();
            }
            withdraw();
            return others.stream().filter(Claim::isHeld).findFirst().or(() -> Optional.of(others.get(0)));
        } catch (IOException | RuntimeException e) {
            withdrawQuietly();
            throw e;
        }
    }

    /** A run that ends may remove the folder under the claim that is being written. */
    private void announce() throws IOException {
        for (int i = 1; i < TRIES; i++) {
            try {
                Claim.write(files, file, content);
                return;
            } catch (FileNotFoundException e) {
                pause(1);
            }
        }
        Claim.write(files, file, content);
    }

    private synchronized void become(Claim.State state) throws IOException {
        content = content.in(state);
        Claim.rewrite(files, file, content);
    }

    /** Says that from now on the run writes, so that whoever finds it dead knows that there is something to mend. */
    void writing() throws IOException {
        check();
        become(Claim.State.WRITING);
    }

    /** Claims of others whose runs live. */
    private List<Claim> living() throws IOException {
        long now = now();
        return Claim.list(files, folder).stream()
                .filter(claim -> !claim.file().getName().equals(file.getName()))
                .filter(claim -> claim.isAlive(now, patience, content.owner()))
                .toList();
    }

    /** By the store's clock, that all claims go by. */
    private long now() throws IOException {
        return files.getFileStatus(file).getModificationTime();
    }

    private UserException busy(Claim other) {
        var who = other.content().map(claim -> claim.owner().toString()).orElse("another run");
        long silent = Math.max(0, System.currentTimeMillis() - other.renewed()) / 1000;
        return UserException.temporary(
                "the output is being written by " + who + ", last sign of life " + silent + " s ago",
                content.output(),
                "Wait for its end, or stop it; or name another output.");
    }

    /** Runs that have died with the output unfinished; call it with the lease held. */
    List<Claim> dead() throws IOException {
        long now = now();
        return Claim.list(files, folder).stream()
                .filter(claim -> !claim.file().getName().equals(file.getName())
                        && !claim.isAlive(now, patience, content.owner()))
                .toList();
    }

    /** Runs that have left a folder, but no claim; call it with the lease held. */
    Set<RunId> orphans() throws IOException {
        var claimed = Claim.list(files, folder).stream().map(Claim::run).collect(Collectors.toSet());
        var orphans = new LinkedHashSet<RunId>();
        for (var status : files.listStatus(folder)) {
            RunId.of(status.getPath().getName())
                    .filter(run -> status.isDirectory() && !claimed.contains(run))
                    .ifPresent(orphans::add);
        }
        return orphans;
    }

    /** Milliseconds without a sign of life after which a run counts as dead. */
    long patience() {
        return patience;
    }

    /** Removes the claim of a dead run, once all that it left is mended. */
    void forget(Claim dead) throws IOException {
        Claim.delete(files, dead.file());
    }

    /** Whether this run still has the output: it may have been stopped for so long that another took it for dead. */
    synchronized boolean isHeld() throws IOException {
        return !ended && files.exists(file) && legible().stream().noneMatch(Claim::isHeld);
    }

    /** Living claims of others, once all that are being written can be read. */
    private List<Claim> legible() throws IOException {
        var others = living();
        for (int i = 0;
                i < TRIES && others.stream().anyMatch(claim -> claim.content().isEmpty());
                i++) {
            pause(PAUSE_MILLIS);
            others = living();
        }
        return others;
    }

    /** @throws UserException when this run has not the output any more */
    void check() {
        try {
            if (!isHeld()) {
                throw UserException.temporary(
                        "another run has taken the output over, because this one gave no sign of life for too long",
                        content.output(),
                        "Nothing was published by this run; run it again when the other has ended.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + file, e);
        }
    }

    private void beat() {
        while (pause(Math.max(1, patience / RENEWALS))) {
            try {
                renew();
            } catch (IOException e) {
                // The next one may succeed; and before it publishes, the run looks.
            }
        }
    }

    private synchronized void renew() throws IOException {
        // A claim that another run has removed stays removed.
        if (!ended && files.exists(file)) {
            Claim.rewrite(files, file, content);
        }
    }

    private boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void withdraw() throws IOException {
        Claim.delete(files, file);
        removeFolderIfEmpty();
    }

    private void withdrawQuietly() {
        try {
            withdraw();
        } catch (IOException e) {
            // What went wrong before is thrown.
        }
    }

    private void removeFolderIfEmpty() throws IOException {
        try {
            if (files.exists(folder) && files.listStatus(folder).length == 0) {
                files.delete(folder, false);
            }
        } catch (IOException e) {
            // Another run has just put its claim there.
        }
    }

    @Override
    public synchronized void close() {
        if (ended) {
            return;
        }
        ended = true;
        // It is not in the middle of a write, for this one holds the lock.
        heart.interrupt();
        try {
            withdraw();
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + file, e);
        }
    }
}
