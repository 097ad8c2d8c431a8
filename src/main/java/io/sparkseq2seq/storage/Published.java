package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Outputs of this tool, for those who read them: whole, as their {@link Mark} says. */
public final class Published {
    private Published() {}

    /**
     * The folder with the files of an output: the one that its mark points to. A folder without a mark is taken as it
     * is, for it may have come from elsewhere; whether its files are whole, their digests say.
     *
     * @param path of the output
     * @return the same path, or on an object store one below it
     * @throws UserException when its mark is of another kind
     */
    public static Path find(String path, Kind kind, Configuration hadoop) {
        var folder = TextFiles.path(path);
        try {
            var mark = Mark.read(TextFiles.fileSystem(folder, hadoop), folder);
            if (mark.isPresent() && !mark.get().kind().serves(kind)) {
                throw new UserException(
                        "this is " + mark.get().kind().words() + ", not " + kind.words(), path, "Name another one.");
            }
            return mark.map(found -> found.files(folder)).orElse(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    /**
     * Marks a folder whose files are all written. A folder that is marked last is whole when it is marked.
     *
     * @param folder with its files
     */
    public static void mark(Path folder, Kind kind, Configuration hadoop) {
        try {
            var files = TextFiles.fileSystem(folder, hadoop);
            var mark = Mark.of(kind, RunId.random(), Owner.here("", 0));
            mark.with("", kind == Kind.TRAINING ? List.of() : Mark.list(files, folder), Map.of())
                    .write(files, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + folder, e);
        }
    }

    /**
     * The files that Spark has written to an output, as its mark lists them; nothing where there is no such output.
     *
     * @throws UserException when its mark is of another kind
     */
    public static List<Path> parts(String path, Kind kind, Configuration hadoop) {
        var folder = find(path, kind, hadoop);
        try {
            var mark = Mark.read(TextFiles.fileSystem(folder, hadoop), TextFiles.path(path));
            return mark.map(Mark::files).orElse(List.of()).stream()
                    .map(file -> new Path(folder, file.name()))
                    .filter(file -> file.getName().startsWith("part-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    /** What a marked folder lacks, in words; a folder without a mark lacks that. */
    public static Optional<String> damage(Path folder, Configuration hadoop) {
        try {
            var files = TextFiles.fileSystem(folder, hadoop);
            var mark = Mark.read(files, folder);
            return mark.isEmpty()
                    ? Optional.of(Mark.FILE + " is missing")
                    : mark.get().damage(files, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + folder, e);
        }
    }

    /** Whether a folder is marked as one of that kind. */
    public static boolean isMarked(Path folder, Kind kind, Configuration hadoop) {
        try {
            return Mark.read(TextFiles.fileSystem(folder, hadoop), folder)
                    .filter(mark -> mark.kind() == kind)
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + folder, e);
        }
    }
}
