package io.sparkseq2seq.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Files that are packed, known by the endings of their names: those of Hadoop's codecs, {@code .zst} and {@code .xz}.
 */
public final class Unpacking {
    private static final String CODECS = "io.compression.codecs";

    private static final byte[] BZIP2 = {'B', 'Z', 'h'};

    private Unpacking() {}

    /** The codecs of these settings, and ours before those of the same ending, which may need native libraries. */
    static Configuration codecs(Configuration hadoop) {
        var all = new LinkedHashSet<>(List.of(hadoop.getTrimmedStrings(CODECS)));
        all.add(ZstdCodec.class.getName());
        all.add(XzCodec.class.getName());
        var with = new Configuration(hadoop);
        with.setStrings(CODECS, all.toArray(String[]::new));
        return with;
    }

    /**
     * Opens a file, and unpacks it on the way if its ending says that it is packed.
     *
     * @return to be closed
     */
    public static InputStream open(Path file, Configuration hadoop) throws IOException {
        var codec = new CompressionCodecFactory(codecs(hadoop)).getCodec(file);
        requireMark(file, hadoop);
        var in = file.getFileSystem(hadoop).open(file);
        return codec == null ? in : codec.createInputStream(in);
    }

    /**
     * Looks for the mark that bzip2's files begin with: Hadoop's codec takes any other file for an empty one.
     *
     * @throws IOException where a file whose name ends in that codec's ending has no such mark
     */
    static void requireMark(Path file, Configuration hadoop) throws IOException {
        if (!(new CompressionCodecFactory(codecs(hadoop)).getCodec(file) instanceof BZip2Codec)) {
            return;
        }
        try (var in = file.getFileSystem(hadoop).open(file)) {
            var mark = in.readNBytes(BZIP2.length);
            if (mark.length > 0 && !Arrays.equals(mark, BZIP2)) {
                throw new IOException("not a bzip2 file");
            }
        }
    }

    /** A file's name without the ending of a codec. */
    public static String name(Path file, Configuration hadoop) {
        var codec = new CompressionCodecFactory(codecs(hadoop)).getCodec(file);
        return codec == null
                ? file.getName()
                : CompressionCodecFactory.removeSuffix(file.getName(), codec.getDefaultExtension());
    }
}
