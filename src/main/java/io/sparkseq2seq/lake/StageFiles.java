package io.sparkseq2seq.lake;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import scala.Option;
import scala.collection.Seq;

/**
 * How Spark commits the files of a {@link Stage} on an object store: not at all. A file appears there when it is
 * closed, under a name of its attempt alone, and holds whole rows that are right whoever wrote them; so each task's
 * file counts as soon as the task ends, without a rename, which would be a copy, and without waiting for the job, which
 * may be killed. Of an attempt that failed the files are deleted; where it could not do that, or two attempts made the
 * same file, rows are there twice, which a stage may have.
 *
 * <p>Spark makes it by its name, from the setting {@code spark.sql.sources.commitProtocolClass}.
 */
public final class StageFiles extends FileCommitProtocol implements Serializable {
    private static final long serialVersionUID = 1;

    private final String job;
    private final String folder;
    private transient List<Path> written;

    /**
     * As Spark calls it.
     *
     * @param job a random id
     * @param folder of the stage
     */
    public StageFiles(String job, String folder) {
        this.job = job;
        this.folder = folder;
    }

    @Override
    public void setupJob(JobContext context) {
        // Each file makes its folder.
    }

    @Override
    public void commitJob(JobContext context, Seq<TaskCommitMessage> tasks) {
        // All files are there.
    }

    @Override
    public void abortJob(JobContext context) {
        // What other tasks have translated stays.
    }

    @Override
    public void setupTask(TaskAttemptContext context) {
        written = new ArrayList<>();
    }

    @Override
    public String newTaskTempFile(TaskAttemptContext context, Option<String> directory, String extension) {
        var attempt = context.getTaskAttemptID();
        var name = String.format(
                Locale.ROOT, "part-%05d-%s-%d%s", attempt.getTaskID().getId(), job, attempt.getId(), extension);
        var file = new Path(directory.isDefined() ? new Path(folder, directory.get()) : new Path(folder), name);
        written.add(file);
        return file.toString();
    }

    @Override
    public String newTaskTempFileAbsPath(TaskAttemptContext context, String directory, String extension) {
        throw new UnsupportedOperationException(directory);
    }

    @Override
    public TaskCommitMessage commitTask(TaskAttemptContext context) {
        return new TaskCommitMessage(null);
    }

    @Override
    public void abortTask(TaskAttemptContext context) {
        try {
            for (var file : written) {
                file.getFileSystem(context.getConfiguration()).delete(file, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting what an attempt has left of " + written, e);
        }
    }
}
