package io.sparkseq2seq.parallel;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.StreamLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Zip archives as <a href="https://opus.nlpl.eu">OPUS</a> has them, in the format of Moses: two files in it, whose
 * names end in the languages, and whose lines belong together. Both are read at once, line beside line, by two streams
 * of the archive, so that nothing is unpacked to a disk.
 */
final class MosesReader implements UnitReader {
    /** What a Mac packs beside each file: data of its own, under the same ending. */
    static final Pattern MAC = Pattern.compile("(^|/)(__MACOSX/|\\._[^/]*$)");

    private final Archive archive;
    private final String path;
    private final Language source;
    private final Language target;
    private final Set<String> names = new TreeSet<>();
    /** What the names of the source's files have before the language. */
    private final List<String> stems = new ArrayList<>();

    private StreamLines sources;
    private StreamLines targets;
    private String stem;

    /** Opens a stream of the archive. */
    interface Archive {
        InputStream open() throws IOException;
    }

    MosesReader(Archive archive, String path, Language source, Language target) throws IOException {
        this.archive = archive;
        this.path = path;
        this.source = source;
        this.target = target;
        try (var zip = new ZipInputStream(archive.open())) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                stem(entry.getName(), source).ifPresent(stems::add);
            }
        }
        stems.removeIf(
                found -> names.stream().noneMatch(name -> stem(name, target).equals(Optional.of(found))));
    }

    private static Optional<String> stem(String name, Language language) {
        String ending = "." + language;
        boolean isOfAMac = MAC.matcher(name).find();
        return !isOfAMac && name.toLowerCase(Locale.ROOT).replace('_', '-').endsWith(ending)
                ? Optional.of(name.substring(0, name.length() - ending.length()))
                : Optional.empty();
    }

    /** The names of the archive's files. */
    @Override
    public Set<String> contents() {
        return names;
    }

    @Override
    public Unit next() throws IOException {
        while (true) {
            if (sources == null) {
                if (stems.isEmpty()) {
                    return null;
                }
                stem = stems.remove(0);
                sources = lines(source);
                targets = lines(target);
            }
            String text = sources.next();
            String translation = targets.next();
            if (text != null && translation != null) {
                return new Unit(text, translation);
            }
            long count = rest(sources, text);
            long other = rest(targets, translation);
            if (count != other) {
                throw new UserException(
                        stem + "." + source + " has " + count + " lines, " + stem + "." + target + " has " + other,
                        path,
                        "Each line of one must be the translation of the same line of the other.");
            }
            close();
        }
    }

    private static long rest(StreamLines lines, String last) throws IOException {
        for (String line = last; line != null; line = lines.next()) {
            // Counts them, for the message.
        }
        return lines.count();
    }

    private StreamLines lines(Language language) throws IOException {
        var zip = new ZipInputStream(archive.open());
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (stem(entry.getName(), language).equals(Optional.of(stem))) {
                return new StreamLines(zip, path + "/" + entry.getName());
            }
        }
        zip.close();
        throw new UserException("the file has changed while it was read", path, "Run it again on a file at rest.");
    }

    @Override
    public void close() throws IOException {
        if (sources != null) {
            sources.close();
        }
        if (targets != null) {
            targets.close();
        }
        sources = null;
        targets = null;
    }
}
