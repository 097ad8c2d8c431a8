package io.sparkseq2seq.storage;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An output of an object store that this tool reads itself: each run writes into a folder of its own in the output, and
 * the mark beside these folders says which one counts. To replace the mark is one write, which a store does wholly or
 * not at all.
 */
record Pointed(FileSystem files, Path target) implements Form {

    @Override
    public void begin(RunId run) throws IOException {
        files.mkdirs(directory(run));
    }

    @Override
    public Path directory(RunId run) {
        return new Path(target, run.folder());
    }

    @Override
    public Path published(RunId run) {
        return directory(run);
    }

    @Override
    public void publish(RunId run, Mark mark, Map<String, String> texts) throws IOException {
        var written = directory(run);
        for (var text : texts.entrySet()) {
            TextFiles.write(files, new Path(written, text.getKey()), text.getValue());
        }
        mark.with(run.folder(), Mark.list(files, written), Map.of()).write(files, target);
        clear(run);
    }

    /** Deletes what belonged to outputs before: the folders of other runs, and marked folders. */
    private void clear(RunId run) throws IOException {
        for (var status : files.listStatus(target)) {
            var path = status.getPath();
            if (status.isDirectory()
                    && !path.getName().equals(run.folder())
                    && (RunId.of(path.getName()).isPresent()
                            || Mark.read(files, path).isPresent())) {
                files.delete(path, true);
            }
        }
    }

    @Override
    public void mend(RunId run, long end) throws IOException {
        var mark = Mark.read(files, target);
        if (mark.filter(published -> published.run().equals(run.text())).isPresent()) {
            clear(run);
        } else {
            files.delete(directory(run), true);
            if (mark.isEmpty()) {
                Contents.removeIfEmpty(files, target);
            }
        }
    }
}
