package io.sparkseq2seq.storage;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An output of a store that renames a folder at one stroke: written in the hidden folder beside it, and renamed. What
 * it replaces is renamed into the hidden folder first; a run that dies between the two leaves it there, and the next
 * one puts it back.
 */
record Renamed(FileSystem files, Path target, Path workplace) implements Form {

    @Override
    public void begin(RunId run) throws IOException {
        if (!files.mkdirs(directory(run))) {
            throw new IOException("cannot make " + directory(run));
        }
    }

    @Override
    public Path directory(RunId run) {
        return new Path(workplace, run.folder());
    }

    @Override
    public Path published(RunId run) {
        return target;
    }

    private Path replaced(RunId run) {
        return new Path(workplace, run.replaced());
    }

    @Override
    public void publish(RunId run, Mark mark, Map<String, String> texts) throws IOException {
        var written = directory(run);
        for (var text : texts.entrySet()) {
            TextFiles.write(files, new Path(written, text.getKey()), text.getValue());
        }
        mark.with("", Mark.list(files, written), Map.of()).write(files, written);
        boolean replaces = files.exists(target);
        if (replaces) {
            rename(target, replaced(run));
        }
        try {
            rename(written, target);
        } catch (IOException e) {
            if (replaces && !files.exists(target)) {
                rename(replaced(run), target);
            }
            throw e;
        }
        files.delete(replaced(run), true);
    }

    private void rename(Path from, Path to) throws IOException {
        if (files.exists(to)) {
            // Hadoop would move it in there.
            throw new IOException("cannot rename " + from + ": " + to + " is there");
        }
        if (!files.rename(from, to)) {
            throw new IOException("cannot rename " + from + " to " + to);
        }
    }

    @Override
    public void mend(RunId run, long end) throws IOException {
        var replaced = replaced(run);
        if (files.exists(replaced)) {
            if (!files.exists(target)) {
                rename(replaced, target);
            } else if (Mark.read(files, target)
                    .filter(mark -> mark.run().equals(run.text()))
                    .isPresent()) {
                files.delete(replaced, true);
            }
            // Else somebody has put something else there: what was replaced is all that is left of it.
        }
        files.delete(directory(run), true);
    }
}
