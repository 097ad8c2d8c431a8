package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.LinkedHashSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * Tables that consist of Parquet files of which only some count: a log beside them tells which. Read as plain Parquet,
 * they would give rows that were deleted or replaced long ago.
 */
enum TableFormat {
    DELTA("a Delta", "delta.`PATH`", "_delta_log"),
    ICEBERG("an Iceberg", "catalog.database.table", "metadata/*.metadata.json"),
    HUDI("a Hudi", "catalog.database.table", ".hoodie");

    private final String name;
    private final String table;
    private final String mark;

    TableFormat(String name, String table, String mark) {
        this.name = name;
        this.table = table;
        this.mark = mark;
    }

    /**
     * @param byName whether the job also reads tables by their names
     * @throws UserException when a root, or a folder that it lies in, is a table of one of these formats
     */
    static void refuseOthers(InputFiles files, boolean byName, Configuration hadoop) {
        var folders = new LinkedHashSet<Path>();
        for (var root : files.roots()) {
            if (root.isDirectory()) {
                folders.add(root.getPath());
            }
            // Data may lie in folders such as data/date=2024 of the table.
            var folder = root.getPath().getParent();
            for (boolean more = true; more && folder != null; folder = folder.getParent()) {
                more = folder.getName().contains("=") || folder.getName().equals("data");
                folders.add(folder);
            }
        }
        try {
            var system = files.roots().get(0).getPath().getFileSystem(hadoop);
            for (var folder : folders) {
                for (var format : values()) {
                    if (format.isOf(folder, system)) {
                        throw format.refused(folder, byName);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("looking into " + files.path(), e);
        }
    }

    private boolean isOf(Path folder, FileSystem system) throws IOException {
        try {
            var found = system.globStatus(new Path(InputFiles.literal(folder) + "/" + mark));
            return found != null && found.length > 0;
        } catch (AccessControlException | AccessDeniedException e) {
            // A folder around the input that this user may not look into.
            return false;
        }
    }

    private UserException refused(Path folder, boolean byName) {
        var called = table.replace("PATH", folder.toUri().getPath());
        return new UserException(
                "this is " + name + " table: its log tells which of its files count, and only those may be read",
                folder.toString(),
                byName
                        ? "Read it by its name: set the format to table, and give " + called + " instead of the path."
                        : "Write what is in it as plain Parquet first, with a Spark that has its library: spark.table(\""
                                + called + "\").write.parquet(…).");
    }
}
