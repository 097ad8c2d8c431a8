package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkFiles;

/**
 * What a rule of the user's own judges by: the jar that its class is in, and files that its arguments name. Other jars
 * that it calls are not looked at.
 *
 * @param rule as it is set
 */
record UserRule(FilterRule.Custom rule) {
    /**
     * Adds versions of all of that, by names for people; empty ones where nothing tells whether something has changed.
     */
    void putVersions(Map<String, String> versions, Configuration hadoop) {
        versions.put("the code of " + rule.type(), code(hadoop));
        for (var argument : rule.arguments()) {
            var places = places(argument, hadoop);
            if (!places.isEmpty()) {
                versions.put(
                        "what '" + Secrets.masked(argument) + "' names for " + rule.type(), version(places, hadoop));
            }
        }
    }

    /** A digest of its jar. What a class of a folder needs may be anywhere in it, so that nothing is known of those. */
    private String code(Configuration hadoop) {
        try {
            var source = Class.forName(
                            rule.type(), false, Thread.currentThread().getContextClassLoader())
                    .getProtectionDomain()
                    .getCodeSource();
            var jar = source == null
                    ? null
                    : java.nio.file.Path.of(source.getLocation().toURI());
            return jar != null && Files.isRegularFile(jar)
                    ? "sha256:" + Checksums.sum(new Path(jar.toUri()), hadoop)
                    : "";
        } catch (ClassNotFoundException | LinkageError | URISyntaxException | IOException | RuntimeException e) {
            return "";
        }
    }

    /** Where an argument may lie: as Java, Spark's {@code --files} or Hadoop understands it. */
    private static Set<Path> places(String argument, Configuration hadoop) {
        var places = new LinkedHashSet<Path>();
        try {
            add(new Path(java.nio.file.Path.of(argument).toUri()), places, hadoop);
            add(new Path(java.nio.file.Path.of(SparkFiles.get(argument)).toUri()), places, hadoop);
        } catch (InvalidPathException e) {
            // Of another system than the local disk, if it is one.
        }
        try {
            add(TextFiles.path(argument), places, hadoop);
        } catch (UserException e) {
            // No path: it means something else to the rule.
        }
        return places;
    }

    private static void add(Path place, Set<Path> places, Configuration hadoop) {
        try {
            var files = TextFiles.fileSystem(place, hadoop);
            if (files.exists(place)) {
                places.add(files.makeQualified(place));
            }
        } catch (IOException | RuntimeException e) {
            // Its file system is unknown or not reached: it may be no path at all.
        }
    }

    /** A digest of files, and of the paths, sizes and times of change of what lies in folders. */
    private static String version(Set<Path> places, Configuration hadoop) {
        var all = new TreeSet<String>();
        try {
            for (var place : places) {
                var files = TextFiles.fileSystem(place, hadoop);
                if (files.getFileStatus(place).isFile()) {
                    all.add(Checksums.sum(place, hadoop));
                    continue;
                }
                var inside = files.listFiles(place, true);
                while (inside.hasNext()) {
                    var file = inside.next();
                    all.add(file.getPath() + " " + file.getLen() + " " + file.getModificationTime());
                }
            }
        } catch (IOException | RuntimeException e) {
            return "";
        }
        return "sha256:" + Checksums.sum(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
    }
}
