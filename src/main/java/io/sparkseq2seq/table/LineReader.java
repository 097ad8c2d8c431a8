package io.sparkseq2seq.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The lines of a split, as bytes without their line feed; the same object each time. A line belongs to the split that
 * it begins in. A byte order mark at the start of the file is left out.
 */
final class LineReader implements Iterator<Text> {
    /** A file that could not be read on. */
    static final class Fault extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        private final String path;

        private Fault(String path, IOException cause) {
            super(cause.getMessage(), cause);
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    private static final byte[] LINE_FEED = "\n".getBytes(StandardCharsets.US_ASCII);

    private final LineRecordReader lines = new LineRecordReader(LINE_FEED);
    private final String path;
    private boolean isRead;
    private boolean hasNext;

    /** Closes itself when the lines, or Spark's task, are at an end. */
    LineReader(TextSplit split, Configuration hadoop) {
        this.path = split.path();
        var whole = Unpacking.codecs(hadoop);
        // A longer line would be left out without a word.
        whole.setInt(LineRecordReader.MAX_LINE_LENGTH, Integer.MAX_VALUE);
        var stretch = new FileSplit(new Path(path), split.start(), split.length(), new String[0]);
        try {
            if (split.start() == 0) {
                Unpacking.requireMark(new Path(path), hadoop);
            }
            lines.initialize(stretch, new TaskAttemptContextImpl(whole, new TaskAttemptID()));
        } catch (IOException e) {
            throw new Fault(path, e);
        }
        var task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) done -> close());
        }
    }

    @Override
    public boolean hasNext() {
        if (!isRead) {
            try {
                hasNext = lines.nextKeyValue();
            } catch (IOException e) {
                throw new Fault(path, e);
            }
            isRead = true;
            if (!hasNext) {
                close();
            }
        }
        return hasNext;
    }

    @Override
    public Text next() {
        if (!hasNext()) {
            throw new NoSuchElementException(path);
        }
        isRead = false;
        return lines.getCurrentValue();
    }

    private void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + path, e);
        }
    }
}
