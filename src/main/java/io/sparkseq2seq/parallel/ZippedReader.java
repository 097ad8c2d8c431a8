package io.sparkseq2seq.parallel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads those files in a zip archive that have one of some endings, one after another. */
final class ZippedReader implements UnitReader {
    private final ZipInputStream zip;
    private final String path;
    private final Set<String> endings;
    private final BiFunction<InputStream, String, UnitReader> reader;
    private final Set<String> contents = new TreeSet<>();
    private UnitReader file;

    /** @param reader of a file in the archive; it gets its stream, and its name for messages */
    ZippedReader(InputStream in, String path, Set<String> endings, BiFunction<InputStream, String, UnitReader> reader) {
        this.zip = new ZipInputStream(in);
        this.path = path;
        this.endings = endings;
        this.reader = reader;
    }

    @Override
    public Unit next() throws IOException {
        while (file != null || open()) {
            var unit = file.next();
            contents.addAll(file.contents());
            if (unit != null) {
                return unit;
            }
            file = null;
        }
        return null;
    }

    private boolean open() throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName();
            if (!MosesReader.MAC.matcher(name).find()
                    && endings.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
                file = reader.apply(new Kept(zip), path + "/" + name);
                return true;
            }
            contents.add(name);
        }
        return false;
    }

    /** What fits nothing, and what the files hold. */
    @Override
    public Set<String> contents() {
        return contents;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** An entry's stream; the archive goes on behind its end. */
    private static final class Kept extends FilterInputStream {
        Kept(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The archive's own reader closes it.
        }
    }
}
