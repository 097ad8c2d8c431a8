package io.sparkseq2seq.storage;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What lies in a folder that is to be replaced, and whether this tool made all of it: what the mark lists, marked
 * folders, and what runs and file systems keep for themselves.
 *
 * @param files their file system
 * @param own names of files in the folder that count as listed
 */
record Contents(FileSystem files, Predicate<String> own) {

    /** What this tool adds to a model that it signs. */
    private static final String SIGNATURE = "model.sig";

    static void removeIfEmpty(FileSystem files, Path folder) throws IOException {
        if (files.exists(folder) && files.listStatus(folder).length == 0) {
            files.delete(folder, false);
        }
    }

    /** The path, from the folder, of the first file that this tool has not made, if there is one. */
    Optional<String> foreign(Path folder, Mark mark) throws IOException {
        return foreign(folder, mark, "");
    }

    private Optional<String> foreign(Path folder, Mark mark, String within) throws IOException {
        var listed = mark.files().stream().map(Mark.Entry::name).collect(Collectors.toSet());
        boolean here = mark.files(folder).equals(folder);
        for (var status : files.listStatus(folder)) {
            var path = status.getPath();
            var name = path.getName();
            Optional<String> found;
            if (isKnown(name, mark)) {
                found = Optional.empty();
            } else if (status.isFile()) {
                found = here && listed.contains(name) || own.test(within + name) ? Optional.empty() : Optional.of(name);
            } else {
                var inner = Mark.read(files, path);
                found = inner.isPresent()
                        ? foreign(path, inner.get(), within + name + "/")
                        : unlisted(
                                path,
                                within + name + "/",
                                here ? name + "/" : name.equals(mark.folder()) ? "" : null,
                                listed);
                found = found.map(file -> name + "/" + file);
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean isKnown(String name, Mark mark) {
        return name.equals(Mark.FILE)
                || name.equals(Mark.SUCCESS)
                || mark.texts() != null && mark.texts().containsKey(name)
                || Direct.isScratch(name)
                || mark.kind() == Kind.MODEL && name.equals(SIGNATURE)
                || OutputPath.isWorkplace(name)
                || RunId.of(name).isPresent() && !name.equals(mark.folder())
                || Mark.isChecksum(new Path(name));
    }

    /**
     * @param within its path from the output
     * @param prefix of the folder's files in the list; null when none of them is there
     */
    private Optional<String> unlisted(Path folder, String within, String prefix, Set<String> listed)
            throws IOException {
        var root = folder.toUri().getPath() + "/";
        for (var all = files.listFiles(folder, true); all.hasNext(); ) {
            var file = all.next().getPath();
            var name = file.toUri().getPath().substring(root.length());
            if ((prefix == null || !listed.contains(prefix + name))
                    && !own.test(within + name)
                    && !Mark.isChecksum(file)
                    && !file.getName().equals(Mark.FILE)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
