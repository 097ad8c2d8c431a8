package io.sparkseq2seq.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    /** Spark's names, with the random id of the write. */
    private static final Pattern PART =
            Pattern.compile("part-\\d{5,}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[-.]c\\d{3}\\..*");

    static final String TEMPORARY = "_temporary";

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
        for (var part : parts()) {
            var name = part.getPath().getName();
            if (!before.contains(name)) {
                own.add(new Mark.Entry(name, part.getLen()));
            }
        }
        var published = mark.with("", own, texts);
        published.write(files, target);
        finish(published, Long.MAX_VALUE);
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
        var listed = listed(Optional.ofNullable(mark));
        for (var part : parts()) {
            // What is younger than the run is somebody else's.
            if (!listed.contains(part.getPath().getName()) && part.getModificationTime() <= end) {
                files.delete(part.getPath(), false);
            }
        }
        files.delete(new Path(target, TEMPORARY), true);
    }

    private static Set<String> listed(Optional<Mark> mark) {
        return mark.map(Mark::files).orElse(List.of()).stream()
                .map(Mark.Entry::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private List<FileStatus> parts() throws IOException {
        var parts = new ArrayList<FileStatus>();
        if (files.exists(target)) {
            for (var status : files.listStatus(target)) {
                if (status.isFile() && isPart(status.getPath().getName())) {
                    parts.add(status);
                }
            }
        }
        return parts;
    }

    static boolean isPart(String name) {
        return PART.matcher(name).matches();
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
