package io.sparkseq2seq.train;

import io.sparkseq2seq.storage.TextFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The file {@code SHA256SUMS} of a folder, which {@code sha256sum -c} reads as well. */
final class Checksums {
    private static final String FILE = "SHA256SUMS";

    private Checksums() {}

    /** Writes the sums of a folder's files into it. */
    static void write(Path folder, Configuration hadoop) throws IOException {
        var names = new ArrayList<String>();
        for (FileStatus status : folder.getFileSystem(hadoop).listStatus(folder)) {
            names.add(status.getPath().getName());
        }
        names.sort(null);
        var sums = new StringBuilder();
        for (var name : names) {
            sums.append(sum(new Path(folder, name), hadoop))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        TextFiles.write(new Path(folder, FILE), sums.toString(), hadoop);
    }

    /** The name of a file that is missing or is not as it was written, if there is one. */
    static Optional<String> damaged(Path folder, Configuration hadoop) throws IOException {
        var sums = new Path(folder, FILE);
        if (!TextFiles.exists(sums, hadoop)) {
            return Optional.of(FILE);
        }
        for (var line : TextFiles.read(sums, hadoop).lines().toList()) {
            var words = line.split("  ", 2);
            if (words.length != 2 || !isSum(words[0], new Path(folder, words[1]), hadoop)) {
                return Optional.of(words[words.length - 1]);
            }
        }
        return Optional.empty();
    }

    /** Whether both files are there and hold the same. */
    static boolean same(Path one, Path other, Configuration hadoop) {
        try {
            return TextFiles.exists(one, hadoop) && isSum(sum(one, hadoop), other, hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(one + " and " + other, e);
        }
    }

    private static boolean isSum(String sum, Path file, Configuration hadoop) throws IOException {
        try {
            return sum.equals(sum(file, hadoop));
        } catch (FileNotFoundException | ChecksumException e) {
            return false;
        }
    }

    private static String sum(Path file, Configuration hadoop) throws IOException {
        try (var in = file.getFileSystem(hadoop).open(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
