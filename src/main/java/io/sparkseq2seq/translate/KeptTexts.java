package io.sparkseq2seq.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.Translation;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What the tasks of a translate job have translated, kept beside the output until that is published: a file for each
 * task, which is there when the task has ended. So a driver that is lost, or an executor with its shuffle files, costs
 * what ran at that moment; the next run of the same command takes up the rest. A translation is known by its text, and
 * the folder by the identity of model and settings, so that nothing else is ever taken up.
 *
 * @param folder of the files
 * @param tasks among which the texts are divided
 */
record KeptTexts(String folder, int tasks, SerializableConfiguration hadoop) implements Serializable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "kept-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9a-f]{32})-(\\d{1,9})");

    /** A line of a file. */
    private record Line(String sha256, Translation translation) {}

    /**
     * What there is of an identity; what there is of others is deleted.
     *
     * @param workplace beside the output, which this run has
     * @param tasks how many, where nothing is there: else it stays with what the run before has chosen
     */
    static KeptTexts open(Path workplace, Identity identity, IntSupplier tasks, Configuration hadoop) {
        try {
            var files = TextFiles.fileSystem(workplace, hadoop);
            int before = 0;
            for (var status : list(files, workplace)) {
                var name = NAME.matcher(status.getPath().getName());
                if (name.matches()) {
                    // Of a model that nothing tells from others, nothing is taken up.
                    boolean same = !identity.model().isEmpty() && name.group(1).equals(identity.folder());
                    if (before == 0 && same) {
                        before = Integer.parseInt(name.group(2));
                    } else {
                        files.delete(status.getPath(), true);
                    }
                }
            }
            int chosen = before > 0 ? before : tasks.getAsInt();
            return new KeptTexts(
                    new Path(workplace, PREFIX + identity.folder() + "-" + chosen).toString(),
                    chosen,
                    new SerializableConfiguration(hadoop));
        } catch (IOException e) {
            throw new UncheckedIOException("looking into " + workplace, e);
        }
    }

    private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
        try {
            return files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    /** Deletes everything: it is published, or would not be taken up. */
    void delete() {
        try {
            files().delete(new Path(folder), true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    private FileSystem files() throws IOException {
        return TextFiles.fileSystem(new Path(folder), hadoop.value());
    }

    /** What the task that runs has of before, and what it adds. */
    OfTask ofTask() {
        try {
            var file = new Path(folder, "task-" + TaskContext.getPartitionId());
            return new OfTask(files(), file, Publication.renames(file, hadoop.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(folder, e);
        }
    }

    /** The translations of one task. Those that failed are not among them: the next run tries them again. */
    static final class OfTask {
        private final FileSystem files;
        private final Path file;
        private final Path written;
        private final Map<String, Translation> before;
        private BufferedWriter out;

        private OfTask(FileSystem files, Path file, boolean renames) throws IOException {
            this.files = files;
            this.file = file;
            // Elsewhere a rename is a copy, and a file appears when it is closed.
            this.written = renames ? new Path(file.getParent(), "_" + file.getName() + "-" + UUID.randomUUID()) : file;
            this.before = read(files, file);
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> abandon());
        }

        private static Map<String, Translation> read(FileSystem files, Path file) throws IOException {
            var all = new HashMap<String, Translation>();
            try (var lines = new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    var one = JSON.readValue(line, Line.class);
                    all.put(one.sha256, one.translation);
                }
            } catch (FileNotFoundException e) {
                return all;
            } catch (JsonProcessingException | ChecksumException e) {
                // It is damaged from here on; what is missing is translated again.
                return all;
            }
            return all;
        }

        /** The outcome of a text that a run before has translated; null when none has. */
        Outcome of(String text) {
            var translation = before.get(sha256(text));
            return translation == null ? null : new Outcome(translation, null);
        }

        private static String sha256(String text) {
            return Checksums.sum(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Keeps the outcome of a text that was translated now. */
        void add(String text, Outcome outcome) {
            if (outcome.translation() == null) {
                return;
            }
            try {
                if (out == null) {
                    out = new BufferedWriter(
                            new OutputStreamWriter(files.create(written, true), StandardCharsets.UTF_8));
                    for (var old : before.entrySet()) {
                        write(old.getKey(), old.getValue());
                    }
                }
                write(sha256(text), outcome.translation());
            } catch (IOException e) {
                throw new UncheckedIOException("writing " + written, e);
            }
        }

        private void write(String sha256, Translation translation) throws IOException {
            out.write(JSON.writeValueAsString(new Line(sha256, translation)));
            out.write('\n');
        }

        /** Elements of the task; when the last one was taken, what was added is there for other runs. */
        <T> Iterator<T> until(Iterator<T> elements) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    if (elements.hasNext()) {
                        return true;
                    }
                    finish();
                    return false;
                }

                @Override
                public T next() {
                    return elements.next();
                }
            };
        }

        private void finish() {
            if (out == null) {
                return;
            }
            try {
                out.close();
                out = null;
                if (written.equals(file)) {
                    return;
                }
                files.delete(file, false);
                if (!files.rename(written, file)) {
                    // Another attempt at this task has ended first.
                    files.delete(written, false);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("writing " + file, e);
            }
        }

        /** A file that was begun and does not matter any more. */
        private void abandon() {
            try {
                if (out != null) {
                    out.close();
                    if (!written.equals(file)) {
                        files.delete(written, false);
                    }
                }
            } catch (IOException e) {
                // It goes with the folder.
            }
        }
    }
}
