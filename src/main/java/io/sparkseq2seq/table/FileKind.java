package io.sparkseq2seq.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of file that is no UTF-8 text, known by its first bytes.
 *
 * @param name what it is
 * @param mend what to do about it
 * @param at where its mark stands
 * @param mark bytes that no text begins with
 */
record FileKind(String name, String mend, int at, byte[] mark) implements Serializable {
    /** So many bytes of a file decide. */
    static final int HEAD = 512;

    private static final String UNPACK = "Unpack it first, or pack it with gzip, bzip2, zstd or xz.";
    private static final String CONVERT = "Convert it first: iconv -f %s -t UTF-8.";

    private static final List<FileKind> ALL = List.of(
            of("a zip archive", UNPACK, 0, "504b0304"),
            of("an empty zip archive", UNPACK, 0, "504b0506"),
            of("an xz file", "End its name in .xz, or unpack it.", 0, "fd377a585a00"),
            of("a 7z archive", UNPACK, 0, "377abcaf271c"),
            of("a zstd file", "End its name in .zst, or unpack it.", 0, "28b52ffd"),
            of("an lz4 file", UNPACK, 0, "04224d18"),
            of("a rar archive", UNPACK, 0, "526172211a07"),
            of("a tar archive", UNPACK, 257, "7573746172"),
            of("a gzip file", "End its name in .gz, or unpack it, once more if it was packed twice.", 0, "1f8b08"),
            of("a bzip2 file", "End its name in .bz2, or unpack it.", 4, "314159265359"),
            of("a Parquet file", "Set the format to parquet.", 0, "5041523115"),
            of("an ORC file", "Set the format to orc.", 0, "4f524300"),
            of("an Avro file", "Set the format to avro.", 0, "4f626a01"),
            of("a PDF file", "Extract its text first.", 0, "255044462d312e"),
            of("UTF-32 text", String.format(Locale.ROOT, CONVERT, "UTF-32"), 0, "fffe0000"),
            of("UTF-32 text", String.format(Locale.ROOT, CONVERT, "UTF-32"), 0, "0000feff"),
            of("UTF-16 text", String.format(Locale.ROOT, CONVERT, "UTF-16"), 0, "fffe"),
            of("UTF-16 text", String.format(Locale.ROOT, CONVERT, "UTF-16"), 0, "feff"));

    private static FileKind of(String name, String mend, int at, String mark) {
        return new FileKind(name, mend, at, HexFormat.of().parseHex(mark));
    }

    /** What a file is that begins with these bytes; nothing where it may be text. */
    static Optional<FileKind> of(byte[] head) {
        return ALL.stream().filter(kind -> kind.fits(head)).findFirst();
    }

    private boolean fits(byte[] head) {
        int end = at + mark.length;
        return head.length >= end && Arrays.equals(head, at, end, mark, 0, mark.length);
    }
}
