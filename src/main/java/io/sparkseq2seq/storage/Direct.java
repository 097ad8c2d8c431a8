package io.sparkseq2seq.storage;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An output of an object store that others read too: Spark writes its parts into it, under names that no other run has,
 * and the mark lists those that count. Then the parts of before go. {@code _SUCCESS} is there only while these and no
 * others are.
 */
record Direct(FileSystem files, Path target) implements Form {
    /** Spark's names, with the random id of the write, below folders of partitions such as {@code date=2024}. */
    private static final Pattern WRITE = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Pattern PART = Pattern.compile(
            "(?:[^/=]+=[^/]*/)*part-\\d{5,}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[-.]c\\d{3}\\.[^/]*");

    /** What committers keep in the output while a job writes: Hadoop's own, and S3A's. */
    private static final Pattern SCRATCH = Pattern.compile("_temporary|__magic.*");

    @Override
    public void begin(RunId run) throws IOException {
        files.delete(new Path(target, Mark.SUCCESS), false);
        files.mkdirs(target);
    }

    @Override
    public Path directory(RunId run) {
        return target;
    }

    @Override
    public Path published(RunId run) {
        return target;
    }

    @Override
    public void publish(RunId run, Mark mark, Map<String, String> texts) throws IOException {
        var before = listed(Mark.read(files, target));
        var own = new ArrayList<Mark.Entry>();
        parts().forEach((name, part) -> {
            if (!before.contains(name)) {
                own.add(new Mark.Entry(name, part.getLen()));
            }
        });
        // A run that was taken for dead may have woken up meanwhile, and written on.
        if (own.stream().map(Direct::write).distinct().count() > 1) {
            throw UserException.temporary(
                    "another run has written parts to the output at the same time",
                    target.toString(),
                    "Give the command again once no other run of it is alive.");
        }
        var published = mark.with("", own, texts);
        published.write(files, target);
        finish(published, Long.MAX_VALUE);
    }

    /** What Spark has named all parts of one write by. */
    private static String write(Mark.Entry part) {
        var id = WRITE.matcher(new Path(part.name()).getName());
        return id.find() ? id.group() : "";
    }

    private void finish(Mark published, long end) throws IOException {
        clear(published, end);
        for (var text : published.texts().entrySet()) {
            if (!text.getKey().equals(new Path(text.getKey()).getName())) {
                throw new IOException(text.getKey() + " is no name of a file in " + target);
            }
            TextFiles.write(files, new Path(target, text.getKey()), text.getValue());
        }
        TextFiles.write(files, new Path(target, Mark.SUCCESS), "");
    }

    /** Deletes parts that the mark does not list, and what Spark keeps while it writes. */
    private void clear(Mark mark, long end) throws IOException {
        for (var status : files.listStatus(target)) {
            if (status.isDirectory() && isScratch(status.getPath().getName())) {
                files.delete(status.getPath(), true);
            }
        }
        var listed = listed(Optional.ofNullable(mark));
        var emptied = new HashSet<Path>();
        for (var part : parts().entrySet()) {
            // What is younger than the run is somebody else's.
            if (!listed.contains(part.getKey()) && part.getValue().getModificationTime() <= end) {
                files.delete(part.getValue().getPath(), false);
                emptied.add(part.getValue().getPath().getParent());
            }
        }
        for (var folder : emptied) {
            removeEmpty(folder);
        }
    }

    /** Removes a partition that has no part any more, and those around it. */
    private void removeEmpty(Path folder) throws IOException {
        for (var empty = folder; !empty.equals(files.makeQualified(target)); empty = empty.getParent()) {
            Contents.removeIfEmpty(files, empty);
        }
    }

    private static Set<String> listed(Optional<Mark> mark) {
        return mark.map(Mark::files).orElse(List.of()).stream()
                .map(Mark.Entry::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** By their paths from the output. */
    private SortedMap<String, FileStatus> parts() throws IOException {
        var parts = new TreeMap<String, FileStatus>();
        if (files.exists(target)) {
            var root = files.makeQualified(target).toUri().getPath() + "/";
            for (var all = files.listFiles(target, true); all.hasNext(); ) {
                var file = all.next();
                var name = file.getPath().toUri().getPath().substring(root.length());
                if (isPart(name)) {
                    parts.put(name, file);
                }
            }
        }
        return parts;
    }

    /** @param name the path from the output */
    static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /** @param name of a folder in the output */
    static boolean isScratch(String name) {
        return SCRATCH.matcher(name).matches();
    }

    /** The mark says which parts count, be it the run's or one of before. */
    @Override
    public void mend(RunId run, long end) throws IOException {
        var mark = Mark.read(files, target);
        if (mark.isPresent()) {
            finish(mark.get(), end);
        } else if (files.exists(target)) {
            clear(null, end);
            Contents.removeIfEmpty(files, target);
        }
    }
}
