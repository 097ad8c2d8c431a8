package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.util.HashSet;
import org.apache.hadoop.fs.Path;

/**
 * How the folders within an input are named. Spark reads {@code date=2024} as the value of a column; of others it
 * leaves the files out without a word, unless it is told to look into them.
 *
 * @param areNested whether there are folders that are no partitions
 */
record Folders(boolean areNested) {

    /** @throws UserException when there are folders of both kinds */
    static Folders of(InputFiles files) {
        var roots = new HashSet<Path>();
        files.roots().forEach(root -> roots.add(root.getPath()));
        Path partition = null;
        Path nested = null;
        for (var file : files.files()) {
            if (roots.contains(file.getPath())) {
                continue;
            }
            for (var folder = file.getPath().getParent();
                    folder != null && !roots.contains(folder);
                    folder = folder.getParent()) {
                if (folder.getName().contains("=")) {
                    partition = folder;
                } else {
                    nested = folder;
                }
            }
        }
        if (partition != null && nested != null) {
            throw new UserException(
                    "there are folders of partitions, such as " + partition.getName() + ", and others, such as "
                            + nested.getName(),
                    files.path(),
                    "Name one of them.");
        }
        return new Folders(nested != null);
    }
}
