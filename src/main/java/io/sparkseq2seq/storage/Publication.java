package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * An output that appears whole or not at all, and that one run writes at a time. A run takes the output's
 * {@link Lease}, mends what dead runs have left, writes aside, and publishes; a crash at any moment leaves the old
 * output or the new one. Nothing is replaced or deleted that this tool has not made: an output carries a {@link Mark},
 * and what runs write aside carries their names.
 *
 * <pre>{@code
 * try (var output = Publication.open(Output.of(Kind.CORPUS, "hdfs:///corpus"), false, hadoop)) {
 *     write(output.directory());
 *     output.publish();
 * }
 * }</pre>
 */
public final class Publication implements AutoCloseable {
    /** Hadoop property: {@code rename} or {@code mark}, to overrule what the store's scheme says. */
    static final String PROTOCOL = "seq2seq.publish";

    /** Stores on which the rename of a folder is one stroke. */
    private static final Set<String> RENAMING =
            Set.of("file", "hdfs", "viewfs", "webhdfs", "swebhdfs", "ofs", "maprfs");

    /** Hadoop's hooks close file systems at 10; Spark's end its tasks at 50. */
    private static final int HOOK_PRIORITY = 30;

    private final OutputPath output;
    private final Kind kind;
    private final RunId run;
    private final Owner owner;
    private final Form form;
    private final Lease lease;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Runnable hook = this::closeQuietly;
    private boolean overwrite;
    private boolean writing;
    private boolean done;

    private Publication(OutputPath output, Kind kind, RunId run, Owner owner, Form form, Lease lease) {
        this.output = output;
        this.kind = kind;
        this.run = run;
        this.owner = owner;
        this.form = form;
        this.lease = lease;
    }

    /**
     * Takes an output and makes ready to write it; what is there stays as it is.
     *
     * @param overwrite whether {@link #publish} may replace what is there
     * @throws UserException when another run is writing the output; when it exists and may not be replaced, or is not
     *     this tool's to replace; when it is, holds or lies in an input; or when it cannot be made
     * @throws DoneBeforeException when an earlier attempt at this application has made it
     */
    public static Publication open(Output output, boolean overwrite, Configuration hadoop) {
        var publication = claim(output, hadoop);
        try {
            publication.refuseDone();
            publication.admit(overwrite);
            return publication;
        } catch (RuntimeException e) {
            publication.closeQuietly();
            throw e;
        }
    }

    /**
     * Takes an output, for a job that must see what is there before it knows whether it may be replaced, which it then
     * says by {@link #admit}.
     *
     * @throws UserException as {@link #open}
     */
    public static Publication claim(Output output, Configuration hadoop) {
        try {
            var path = OutputPath.of(output.target(), hadoop);
            path.keepFrom(output.inputs(), hadoop);
            var run = RunId.random();
            var owner = Owner.here(output.application(), output.attempt());
            boolean renames = renames(path.files(), path.path(), hadoop);
            var lease = Lease.take(path, output.kind(), run, owner, hadoop);
            var form = Form.of(path, output.kind(), renames);
            var publication = new Publication(path, output.kind(), run, owner, form, lease);
            try {
                publication.mend(renames);
            } catch (IOException | RuntimeException e) {
                lease.close();
                throw e;
            }
            ShutdownHookManager.get().addShutdownHook(publication.hook, HOOK_PRIORITY);
            return publication;
        } catch (IOException e) {
            throw cannotBeMade(output.target(), e);
        }
    }

    private static UserException cannotBeMade(String target, IOException e) {
        return new UserException(
                        "the output cannot be made: "
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        target,
                        "Check that it lies in a folder, who may write there, and that there is room.")
                .because(e);
    }

    /** Whether a path is on a store that renames a folder at one stroke; on others that is a copy of each file. */
    public static boolean renames(Path path, Configuration hadoop) {
        try {
            var files = TextFiles.fileSystem(path, hadoop);
            return renames(files, files.makeQualified(path), hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    private static boolean renames(FileSystem files, Path path, Configuration hadoop) throws IOException {
        var protocol = hadoop.getTrimmed(PROTOCOL, "");
        if (!protocol.isEmpty()) {
            return protocol.equals("rename");
        }
        return RENAMING.contains(path.toUri().getScheme())
                // Azure's hierarchical stores, and no others, say so by this.
                || files.hasPathCapability(path, CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME);
    }

    /** Clears up after runs that have died. */
    private void mend(boolean renames) throws IOException {
        var claims = lease.dead();
        for (var dead : claims) {
            if (dead.isWriting()) {
                var form = Form.of(output, dead.content().orElseThrow().kind(), renames);
                form.mend(dead.run(), dead.renewed() + lease.patience());
            }
        }
        if (renames) {
            // Tasks of a run that has ended may have written on.
            for (var orphan : lease.orphans()) {
                form.mend(orphan, Long.MAX_VALUE);
            }
        }
        for (var dead : claims) {
            lease.forget(dead);
        }
    }

    /**
     * Makes ready to write.
     *
     * @param overwrite whether {@link #publish} may replace what is there
     * @throws UserException when there is something that may not be replaced
     */
    public synchronized void admit(boolean overwrite) {
        this.overwrite = overwrite;
        try {
            look();
            lease.writing();
            writing = true;
            form.begin(run);
        } catch (IOException e) {
            throw cannotBeMade(output.given(), e);
        }
    }

    /**
     * Whether an earlier attempt at this application has made the output, and was lost before it could say so. Where
     * the output may be replaced, this attempt would else do all of it again.
     */
    public boolean isDone() {
        try {
            return Mark.read(output.files(), output.path())
                    .filter(mark -> mark.kind() == kind && mark.isBefore(owner))
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the mark of " + output.given(), e);
        }
    }

    /** @throws DoneBeforeException when an earlier attempt at this application {@link #isDone} */
    public void refuseDone() {
        if (isDone()) {
            throw new DoneBeforeException(output.given());
        }
    }

    /** Whether something is there that this run may not replace. */
    private void look() throws IOException {
        var files = output.files();
        if (!files.exists(output.path())) {
            return;
        }
        boolean folder = files.getFileStatus(output.path()).isDirectory();
        var mark = folder ? Mark.read(files, output.path()) : Optional.<Mark>empty();
        var foreign = folder
                ? new Contents(files, this::isOwn)
                        .foreign(output.path(), mark.orElseGet(() -> Mark.of(kind, run, owner)))
                : Optional.of("a file");
        if (!overwrite && (mark.isPresent() || foreign.isPresent())) {
            throw new UserException(
                    "the output exists already",
                    output.given(),
                    "Name another output, or set " + kind.overwrite() + " to replace it.");
        }
        if (foreign.isPresent()) {
            throw new UserException(
                    "the output holds what this tool has not made (" + foreign.get() + "), and is not replaced",
                    output.given(),
                    "Move it away, or name another output.");
        }
        if (mark.isPresent() && mark.get().kind() != kind) {
            throw new UserException(
                    "the output is " + mark.get().kind().words() + ", and is not replaced by " + kind.words(),
                    output.given(),
                    "Move it away, or name another output.");
        }
    }

    /** Whether a file in the output is one that this run may have written there. */
    private boolean isOwn(String name) {
        return writing && form instanceof Direct && Direct.isPart(name);
    }

    /** The hidden folder beside the output, for what a job keeps there from run to run under names of its own. */
    public Path workplace() {
        return output.workplace();
    }

    /** @throws UserException when another run has taken the output over */
    public void check() {
        lease.check();
    }

    /** Where to write: a folder that is empty, or on an object store, for translations, the output itself. */
    public Path directory() {
        return form.directory(run);
    }

    /** Whether {@link #directory} holds nothing but what this run writes. */
    public boolean isAlone() {
        return !(form instanceof Direct);
    }

    /** Where readers will find what {@link #directory} holds. */
    public Path published() {
        return form.published(run);
    }

    /** Where readers will find a file, as the user would write it. */
    public String where(String name) {
        var folder = published();
        return (folder.equals(output.path()) ? output.given().replaceFirst("/+$", "") : folder.toString()) + "/" + name;
    }

    /** What Spark must be told when it writes to {@link #directory}, in the mode that appends: options by name. */
    public Map<String, String> writeOptions() {
        return form instanceof Direct
                ? Map.of(
                        // The mark comes before.
                        "mapreduce.fileoutputcommitter.marksuccessfuljobs",
                        "false",
                        // Apart from what tasks of a dead run may still write.
                        "mapreduce.job.application.attempt.id",
                        Integer.toString(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE)))
                : Map.of();
    }

    /**
     * The files that Spark has written to {@link #directory} in this run.
     *
     * @return paths, for the output may hold the files of an older one as well
     */
    public Set<Path> parts() {
        try {
            var files = output.files();
            var before = Mark.read(files, output.path())
                    .filter(mark -> form instanceof Direct)
                    .map(mark -> mark.files().stream().map(Mark.Entry::name).collect(Collectors.toSet()))
                    .orElse(Set.of());
            return Mark.list(files, directory()).stream()
                    .map(Mark.Entry::name)
                    .filter(name -> isAlone() ? new Path(name).getName().startsWith("part-") : Direct.isPart(name))
                    .filter(name -> !before.contains(name))
                    .map(name -> new Path(directory(), name))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + directory(), e);
        }
    }

    /** Adds a small file to the output. */
    public synchronized void text(String name, String text) {
        texts.put(name, text);
    }

    /**
     * Makes what was written the output.
     *
     * @throws UserException when another run has taken the output over, or something has come there that may not be
     *     replaced
     */
    public synchronized void publish() {
        if (done) {
            throw new IllegalStateException("published or closed: " + output.path());
        }
        lease.check();
        try {
            look();
            form.publish(run, Mark.of(kind, run, owner), texts);
            done = true;
        } catch (IOException e) {
            throw new UncheckedIOException("publishing " + output.given(), e);
        }
    }

    /** Deletes what was not published, and lets others write. */
    @Override
    public synchronized void close() {
        try (lease) {
            if (!done && writing && lease.isHeld()) {
                form.mend(run, Long.MAX_VALUE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("clearing up after " + output.given(), e);
        } finally {
            done = true;
            if (!ShutdownHookManager.get().isShutdownInProgress()) {
                ShutdownHookManager.get().removeShutdownHook(hook);
            }
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (RuntimeException e) {
            // The next run finds this one dead.
        }
    }
}
