package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * An output that appears whole or not at all. It is written aside, to a sibling of the target, and renamed when it is
 * complete; what was not published is deleted. A crash leaves at most siblings, which the next run removes or, when the
 * crash fell between the two renames of a replacement, puts back.
 *
 * <pre>{@code
 * try (var output = Publication.open("hdfs:///corpus", false, hadoop)) {
 *     write(output.directory());
 *     output.publish();
 * }
 * }</pre>
 */
public final class Publication implements AutoCloseable {
    private final FileSystem files;
    private final Path target;
    private final Path aside;
    private final Path replaced;

    private Publication(FileSystem files, Path target) {
        this.files = files;
        this.target = target;
        this.aside = target.suffix(".unfinished");
        this.replaced = target.suffix(".replaced");
    }

    /**
     * Prepares the sibling; the target stays as it is.
     *
     * @param target a directory, or a file, on any Hadoop file system
     * @param overwrite whether {@link #publish} may replace what is there
     * @throws UserException when the target exists and may not be replaced, or its path is none
     */
    public static Publication open(String target, boolean overwrite, Configuration hadoop) {
        Path path = TextFiles.path(target);
        if (path.isRoot()) {
            throw new UserException("an output cannot be a whole file system", target, "Name a folder in it.");
        }
        try {
            var files = TextFiles.fileSystem(path, hadoop);
            var publication = new Publication(files, files.makeQualified(path));
            publication.mend();
            if (!overwrite && files.exists(path)) {
                throw new UserException(
                        "the output exists already",
                        target,
                        "Name another output, or set this command's overwrite=true to replace it.");
            }
            if (!files.mkdirs(publication.aside)) {
                throw new UserException("the output cannot be made", target, "Check who may write there.");
            }
            return publication;
        } catch (AccessControlException | FileAlreadyExistsException | ParentNotDirectoryException e) {
            throw new UserException(
                    "the output cannot be made: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    target,
                    "Check that it lies in a folder, and who may write there.");
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + target, e);
        }
    }

    /** What a crash left. */
    private void mend() throws IOException {
        if (files.exists(replaced)) {
            if (files.exists(target)) {
                files.delete(replaced, true);
            } else {
                rename(replaced, target);
            }
        }
        files.delete(aside, true);
    }

    /** Where to write: an empty directory beside the target. Who wants a single file deletes it and writes one. */
    public Path directory() {
        return aside;
    }

    /** Makes what was written the target. */
    public void publish() {
        try {
            boolean replace = files.exists(target);
            if (replace) {
                rename(target, replaced);
            }
            try {
                rename(aside, target);
            } catch (IOException e) {
                if (replace) {
                    rename(replaced, target);
                }
                throw e;
            }
            if (replace) {
                files.delete(replaced, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("publishing " + target, e);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("cannot rename " + from + " to " + to);
        }
    }

    /** Deletes what was not published. */
    @Override
    public void close() {
        try {
            files.delete(aside, true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + aside, e);
        }
    }
}
