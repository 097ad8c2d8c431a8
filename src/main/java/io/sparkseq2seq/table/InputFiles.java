package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files that a user's path stands for: a file, a folder with all folders in it, or a pattern. A path that exists is
 * that path; {@code * ? [ ] { }} count only where nothing has that name. Names that begin with {@code _} or {@code .}
 * are left out, as Hadoop and Spark do, but for a file that is given by its own name.
 *
 * @param path as the user gave it
 * @param roots what it stands for: files and folders, in the order of their paths
 * @param files all files in them, in the order of their paths; at least one
 */
public record InputFiles(String path, List<FileStatus> roots, List<LocatedFileStatus> files) {

    /** @throws UserException when nothing is there, or something that is no regular file */
    public static InputFiles of(String path, Configuration hadoop) {
        var given = TextFiles.path(path);
        try {
            var system = TextFiles.fileSystem(given, hadoop);
            var roots = roots(given, path, system);
            var files = new TreeMap<String, LocatedFileStatus>();
            for (var root : roots) {
                var found = system.listFiles(root.getPath(), true);
                while (found.hasNext()) {
                    var file = found.next();
                    if (root.isFile() || isVisible(root.getPath(), file.getPath())) {
                        files.put(file.getPath().toString(), file);
                    }
                }
            }
            if (files.isEmpty()) {
                throw new UserException("there are no files in it", path, "Check the path.");
            }
            checkLocal(files.values());
            return new InputFiles(path, roots, List.copyOf(files.values()));
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "a file in it has a name that Hadoop cannot read: " + e.getMessage(),
                    path,
                    "Rename it; a colon is not allowed in names.");
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + path, e);
        }
    }

    private static List<FileStatus> roots(Path given, String path, FileSystem system) throws IOException {
        try {
            return List.of(system.getFileStatus(given));
        } catch (FileNotFoundException e) {
            var matched = new ArrayList<FileStatus>();
            for (var status : matches(given, path, system)) {
                if (isVisible(status.getPath().getName())) {
                    matched.add(status);
                }
            }
            if (matched.isEmpty()) {
                throw new UserException("there is no such file", path, "Check the path.");
            }
            return matched;
        }
    }

    private static FileStatus[] matches(Path pattern, String path, FileSystem system) throws IOException {
        try {
            var matches = system.globStatus(pattern);
            return matches == null ? new FileStatus[0] : matches;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("Illegal file pattern")) {
                throw new UserException(
                        "there is no such file, and it is not a pattern",
                        path,
                        "Check the path; a pattern closes each bracket, as in part-[0-9].txt.");
            }
            throw e;
        }
    }

    private static boolean isVisible(Path root, Path file) {
        for (var at = file; at != null && at.depth() > root.depth(); at = at.getParent()) {
            if (!isVisible(at.getName())) {
                return false;
            }
        }
        return true;
    }

    /** Spark's rule: {@code _year=2024} is a partition of a table. */
    private static boolean isVisible(String name) {
        return !(name.startsWith("_") && !name.contains("=") || name.startsWith(".") || name.endsWith("._COPYING_"));
    }

    /** Hadoop takes pipes and devices of the local disk for empty files, and trips over colons there. */
    private static void checkLocal(Collection<? extends FileStatus> files) {
        for (var file : files) {
            var uri = file.getPath().toUri();
            if (!"file".equals(uri.getScheme())) {
                continue;
            }
            if (!Files.isRegularFile(Paths.get(uri.getPath()))) {
                throw new UserException(
                        "this is no regular file but a pipe or a device",
                        uri.getPath(),
                        "Write what it gives to a file first, and name that.");
            }
            if (file.getPath().getName().contains(":")) {
                throw new UserException(
                        "Hadoop cannot read a local file with a colon in its name", uri.getPath(), "Rename it.");
            }
        }
    }

    /** Names of all roots for Spark's readers, which take {@code * ? [ ] { }} for patterns: these names are none. */
    String[] literalRoots() {
        return roots.stream().map(root -> literal(root.getPath())).toArray(String[]::new);
    }

    /** A path that stands for itself where a reader takes patterns. */
    static String literal(Path path) {
        return path.toString().replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
    }
}
