package io.sparkseq2seq.doctor;

import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes, publishes, reads and deletes a small output beside the one that a job is going to write, by the same steps:
 * lease, files aside, rename or mark. What it has made is gone afterwards, folders above it too.
 */
final class Probe {
    private static final String FILE = "probe";

    private final FileSystem files;
    private final Path target;
    /** Folders that were not there, the innermost first. */
    private final Deque<Path> made = new ArrayDeque<>();

    private Probe(FileSystem files, Path target) {
        this.files = files;
        this.target = target;
    }

    /**
     * Tries an output's place.
     *
     * @param output a path; what is there stays as it is
     * @return how outputs appear there: {@code rename} or {@code mark}
     * @throws io.sparkseq2seq.config.UserException when a job could not write there
     */
    static String of(String output, Configuration hadoop) throws IOException {
        var path = TextFiles.path(output);
        var files = TextFiles.fileSystem(path, hadoop);
        var beside = new Path(files.makeQualified(path).getParent(), path.getName() + "-doctor-" + UUID.randomUUID());
        return new Probe(files, beside).run(hadoop);
    }

    private String run(Configuration hadoop) throws IOException {
        for (var folder = target.getParent(); folder != null && !files.exists(folder); folder = folder.getParent()) {
            made.addLast(folder);
        }
        try {
            try (var publication = Publication.open(Output.of(Kind.CORPUS, target.toString()), false, hadoop)) {
                var text = target.getName();
                TextFiles.write(new Path(publication.directory(), FILE), text, hadoop);
                publication.publish();
                var read = TextFiles.read(new Path(publication.published(), FILE), hadoop);
                if (!read.equals(text)) {
                    throw new IOException("of '" + text + "' came back '" + read + "'");
                }
            }
            return Publication.renames(target, hadoop) ? "rename" : "mark";
        } finally {
            clear();
        }
    }

    private void clear() throws IOException {
        files.delete(target, true);
        for (var folder : made) {
            if (!files.exists(folder) || files.listStatus(folder).length > 0) {
                return;
            }
            files.delete(folder, false);
        }
    }
}
