package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.UserException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where an output is, by the one name that it has: with its file system, without {@code .}, {@code ..} and slashes at
 * the end, and without the links of a local disk.
 *
 * @param files its file system
 * @param path of it
 * @param given what the user wrote
 */
record OutputPath(FileSystem files, Path path, String given) {

    /** @throws UserException when nothing can be written under that name */
    static OutputPath of(String target, Configuration hadoop) throws IOException {
        var path = TextFiles.path(target);
        var files = TextFiles.fileSystem(path, hadoop);
        var real = real(files, path);
        if (real.isRoot() || real.getParent() == null) {
            throw new UserException("an output cannot be a whole file system", target, "Name a folder in it.");
        }
        for (var folder = real; folder != null && !folder.isRoot(); folder = folder.getParent()) {
            if (folder.getName().contains(":")) {
                throw new UserException(
                        "an output cannot have a colon in its path: Hadoop could not read it",
                        target,
                        "Name another output.");
            }
        }
        return new OutputPath(files, real, target);
    }

    /** The hidden folder beside the output, which holds the claims of runs and what they write. */
    Path workplace() {
        return new Path(path.getParent(), "." + path.getName() + ".seq2seq");
    }

    /** Whether this is the name of the hidden folder of some output. */
    static boolean isWorkplace(String name) {
        return name.startsWith(".") && name.endsWith(".seq2seq");
    }

    /**
     * Refuses an output that is, holds or lies in what its job reads.
     *
     * @throws UserException when it does
     */
    void keepFrom(List<String> inputs, Configuration hadoop) throws IOException {
        for (var input : inputs) {
            for (var read : found(input, hadoop)) {
                if (holds(path, read) || holds(read, path)) {
                    throw new UserException(
                            "the output " + (path.equals(read) ? "is" : holds(path, read) ? "holds" : "lies in")
                                    + " what the job reads, " + input,
                            given,
                            "Name another output.");
                }
            }
        }
    }

    private static List<Path> found(String input, Configuration hadoop) throws IOException {
        var path = TextFiles.path(input);
        var files = TextFiles.fileSystem(path, hadoop);
        var found = new ArrayList<Path>(List.of(real(files, path)));
        try {
            var matches = files.globStatus(path);
            if (matches != null) {
                for (var match : matches) {
                    found.add(real(files, match.getPath()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // No pattern, or a name with a colon, as its reader is going to say.
        }
        return found;
    }

    private static boolean holds(Path folder, Path path) {
        for (var above = path; above != null; above = above.getParent()) {
            if (above.equals(folder)) {
                return true;
            }
        }
        return false;
    }

    private static Path real(FileSystem files, Path path) throws IOException {
        var qualified = files.makeQualified(path);
        URI uri = qualified.toUri();
        if (!Objects.equals(uri.getScheme(), "file")) {
            return qualified;
        }
        // Of a path that is not there yet, as far as it is there.
        return new Path("file", null, new File(uri.getPath()).getCanonicalPath());
    }
}
