package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;

/**
 * A stretch of a text file, which one task reads.
 *
 * <p>These are the splits of Hadoop's {@link FileInputFormat}, made here, for that class reads a pattern in each path,
 * lists files in whatever order its threads end, and through Spark skips what is damaged where
 * {@code spark.files.ignoreCorruptFiles} is set.
 *
 * @param file the file's place among the input's files, from 0
 * @param path of the file
 * @param start of the stretch, in bytes of the file as it is stored
 * @param length in bytes
 */
record TextSplit(int file, String path, long start, long length) implements Serializable {
    private static final double SLOP = 1.1;

    /** With the names of the hosts that have it. */
    record Placed(TextSplit split, List<String> hosts) {}

    /**
     * Cuts files into splits, file after file; an empty one has one split.
     *
     * @param largest bytes of a split
     */
    static List<Placed> of(List<LocatedFileStatus> files, long largest, Configuration hadoop) {
        var codecs = new CompressionCodecFactory(Unpacking.codecs(hadoop));
        var splits = new ArrayList<Placed>();
        for (int i = 0; i < files.size(); i++) {
            var file = files.get(i);
            long length = file.getLen();
            long size = isSplittable(codecs, file.getPath()) ? Math.min(largest, blockSize(file)) : length;
            long start = 0;
            while (size > 0 && (length - start) / (double) size > SLOP) {
                splits.add(placed(i, file, start, size));
                start += size;
            }
            splits.add(placed(i, file, start, length - start));
        }
        return splits;
    }

    private static boolean isSplittable(CompressionCodecFactory codecs, Path file) {
        var codec = codecs.getCodec(file);
        return codec == null || codec instanceof SplittableCompressionCodec;
    }

    private static long blockSize(LocatedFileStatus file) {
        return file.getBlockSize() > 0 ? file.getBlockSize() : Long.MAX_VALUE;
    }

    private static Placed placed(int number, LocatedFileStatus file, long start, long length) {
        var locations = file.getBlockLocations();
        var hosts = Arrays.stream(locations == null ? new BlockLocation[0] : locations)
                .filter(block -> block.getOffset() <= start && start < block.getOffset() + block.getLength())
                .map(TextSplit::hosts)
                .flatMap(Collection::stream)
                .filter(host -> !host.equals("localhost"))
                .toList();
        return new Placed(new TextSplit(number, file.getPath().toString(), start, length), hosts);
    }

    private static List<String> hosts(BlockLocation block) {
        try {
            return List.of(block.getHosts());
        } catch (IOException e) {
            throw new UserException(
                    "it is not known where the file lies: " + e.getMessage(), block.toString(), "Try again.");
        }
    }
}
