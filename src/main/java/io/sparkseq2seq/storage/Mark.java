package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.Release;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The small file {@code _seq2seq.json} that makes an output whole: it is written last, and says what belongs to it.
 * Spark takes it for hidden. A folder without one was not made by this tool, or not finished.
 *
 * @param kind of the output
 * @param tool that made it, with its version
 * @param run that made it
 * @param folder in which the files lie, from the mark's own: empty for the same
 * @param user that the run belonged to
 * @param host that it ran on
 * @param application Spark's name of the job; empty when there was none
 * @param attempt at the application; 0 where there is never another
 * @param time when it was published
 * @param files of the output, by name
 * @param texts small files that are written after the mark, by name
 */
record Mark(
        Kind kind,
        String tool,
        String run,
        String folder,
        String user,
        String host,
        String application,
        int attempt,
        String time,
        List<Entry> files,
        Map<String, String> texts) {
    static final String FILE = "_seq2seq.json";
    static final String SUCCESS = "_SUCCESS";

    /**
     * A file of an output.
     *
     * @param name its path from the output's folder
     * @param size in bytes
     */
    record Entry(String name, long size) {}

    /** A mark without files. */
    static Mark of(Kind kind, RunId run, Owner owner) {
        return new Mark(
                kind,
                "spark-seq2seq " + Release.version(),
                run.text(),
                "",
                owner.user(),
                owner.host(),
                owner.application(),
                owner.attempt(),
                Instant.now().toString(),
                List.of(),
                Map.of());
    }

    /** The same that lists these files. */
    Mark with(String folder, List<Entry> files, Map<String, String> texts) {
        return new Mark(
                kind,
                tool,
                run,
                folder,
                user,
                host,
                application,
                attempt,
                Instant.now().toString(),
                files,
                texts);
    }

    /** Whether it is of an earlier attempt at the application of a run. */
    boolean isBefore(Owner run) {
        return Owner.isBefore(application, attempt, run);
    }

    void write(FileSystem system, Path folder) throws IOException {
        Json.write(system, new Path(folder, FILE), this);
    }

    /** The mark in a folder, if there is a whole one. */
    static Optional<Mark> read(FileSystem system, Path folder) throws IOException {
        return Json.read(system, new Path(folder, FILE), Mark.class)
                .filter(mark -> mark.kind != null && mark.run != null && mark.files != null)
                .filter(mark -> mark.folder == null
                        || mark.folder.isEmpty()
                        || RunId.of(mark.folder).isPresent());
    }

    /** Where the files lie that a mark in this folder lists. */
    Path files(Path marked) {
        return folder == null || folder.isEmpty() ? marked : new Path(marked, folder);
    }

    /** All files below a folder but marks, and those that file systems keep for themselves. */
    static List<Entry> list(FileSystem system, Path folder) throws IOException {
        var root = system.makeQualified(folder).toUri().getPath() + "/";
        var files = new ArrayList<Entry>();
        for (var all = system.listFiles(folder, true); all.hasNext(); ) {
            var file = all.next();
            if (!isChecksum(file.getPath()) && !file.getPath().getName().equals(FILE)) {
                var path = file.getPath().toUri().getPath();
                files.add(new Entry(path.substring(root.length()), file.getLen()));
            }
        }
        files.sort((one, other) -> one.name.compareTo(other.name));
        return files;
    }

    /** The first listed file that is missing or of another size, in words. */
    Optional<String> damage(FileSystem system, Path marked) throws IOException {
        var sizes = new HashMap<String, Long>();
        list(system, files(marked)).forEach(file -> sizes.put(file.name, file.size));
        for (var file : files) {
            var size = sizes.get(file.name);
            if (size == null) {
                return Optional.of(file.name + " is missing");
            } else if (size != file.size) {
                return Optional.of(file.name + " has " + size + " bytes, not " + file.size);
            }
        }
        return Optional.empty();
    }

    /** Whether it is a checksum of Hadoop's local file system. */
    static boolean isChecksum(Path file) {
        return file.getName().startsWith(".") && file.getName().endsWith(".crc");
    }
}
