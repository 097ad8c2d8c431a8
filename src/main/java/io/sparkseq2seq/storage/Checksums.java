package io.sparkseq2seq.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@value #FILE} of a folder, which {@code sha256sum -c} reads as well: the SHA-256 of each of its files, and
 * of those in its folders.
 *
 * @param sums 64 hexadecimal digits of each file, by its path from the folder on; at least one
 */
public record Checksums(Map<String, String> sums) {
    /** Its name. */
    public static final String FILE = "SHA256SUMS";

    private static final int MOST_BYTES = 1 << 24;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^/].*)");

    /**
     * Writes the sums of a folder's files into it.
     *
     * @param without files and folders in it that are left out, for people may change them
     */
    public static void write(Path folder, Set<String> without, Configuration hadoop) throws IOException {
        var text = new StringBuilder();
        for (var name : files(folder, without, hadoop)) {
            text.append(sum(new Path(folder, name), hadoop))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        TextFiles.write(new Path(folder, FILE), text.toString(), hadoop);
    }

    /**
     * Reads the file.
     *
     * @throws IOException when there is none or it is damaged
     */
    public static Checksums read(Path folder, Configuration hadoop) throws IOException {
        var text = new String(TextFiles.bytes(new Path(folder, FILE), MOST_BYTES, hadoop), StandardCharsets.UTF_8);
        var sums = new TreeMap<String, String>();
        for (var line : text.split("\n", -1)) {
            var match = LINE.matcher(line);
            if (match.matches() && sums.put(match.group(2), match.group(1)) == null) {
                continue;
            }
            if (!line.isEmpty()) {
                throw new IOException(FILE + " is damaged");
            }
        }
        if (sums.isEmpty() || !text.endsWith("\n")) {
            throw new IOException(FILE + " is damaged: it is empty, or ends too early");
        }
        return new Checksums(sums);
    }

    /**
     * The name of a file that is missing, is not as it was written or has no sum, if there is one; of {@value #FILE}
     * itself where that is damaged.
     *
     * @param without as when it was written
     */
    public static Optional<String> damaged(Path folder, Set<String> without, Configuration hadoop) throws IOException {
        Checksums sums;
        try {
            sums = read(folder, hadoop);
        } catch (IOException e) {
            return Optional.of(FILE);
        }
        for (var name : sums.sums.keySet()) {
            if (!sums.isIntact(folder, name, hadoop)) {
                return Optional.of(name);
            }
        }
        var unknown = files(folder, without, hadoop);
        unknown.removeAll(sums.sums.keySet());
        return unknown.stream().findFirst();
    }

    /** Whether a file of the folder is there as it was written. */
    public boolean isIntact(Path folder, String name, Configuration hadoop) throws IOException {
        try {
            return sum(new Path(folder, name), hadoop).equals(sums.get(name));
        } catch (FileNotFoundException | ChecksumException e) {
            return false;
        }
    }

    /**
     * Demands that a file is as it was written.
     *
     * @param sum of the bytes that were read
     * @throws IOException when it is not, or has no sum
     */
    public void require(String name, String sum) throws IOException {
        var expected = sums.get(name);
        if (!sum.equals(expected)) {
            throw new IOException(
                    expected == null ? FILE + " does not name it" : "it is not as it was written (see " + FILE + ")");
        }
    }

    /** Whether both files are there and hold the same. */
    public static boolean same(Path one, Path other, Configuration hadoop) {
        try {
            return TextFiles.exists(one, hadoop)
                    && TextFiles.exists(other, hadoop)
                    && sum(one, hadoop).equals(sum(other, hadoop));
        } catch (ChecksumException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(one + " and " + other, e);
        }
    }

    /** The SHA-256 of a file in hexadecimal digits. */
    public static String sum(Path file, Configuration hadoop) throws IOException {
        try (var in = digesting(TextFiles.fileSystem(file, hadoop).open(file))) {
            in.transferTo(OutputStream.nullOutputStream());
            return sum(in);
        }
    }

    /** The SHA-256 of some bytes in hexadecimal digits. */
    public static String sum(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** A stream whose {@link #sum(DigestInputStream)} can be told in the end. */
    public static DigestInputStream digesting(InputStream in) {
        return new DigestInputStream(in, sha256());
    }

    /** The SHA-256 of what was read in hexadecimal digits; to be called once. */
    public static String sum(DigestInputStream read) {
        return HexFormat.of().formatHex(read.getMessageDigest().digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** All files of a folder, by their paths from it on, but this one, hidden ones and those without. */
    private static Set<String> files(Path folder, Set<String> without, Configuration hadoop) throws IOException {
        var names = new TreeSet<String>();
        collect(TextFiles.fileSystem(folder, hadoop), folder, "", names);
        names.removeIf(name -> name.equals(FILE) || without.contains(name.split("/", 2)[0]));
        return names;
    }

    private static void collect(FileSystem files, Path folder, String prefix, Set<String> names) throws IOException {
        for (FileStatus status : files.listStatus(folder)) {
            var name = status.getPath().getName();
            if (name.startsWith(".") || name.startsWith("_")) {
                continue;
            }
            if (status.isDirectory()) {
                collect(files, status.getPath(), prefix + name + "/", names);
            } else {
                names.add(prefix + name);
            }
        }
    }
}
