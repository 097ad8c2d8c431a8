package io.sparkseq2seq.table;

import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks what {@code xz} has packed, by the library that Spark brings. */
public final class XzCodec extends ReadingCodec {
    /** In KiB: what files packed by {@code xz -9} need, and as much again. */
    private static final int MOST_MEMORY = 128 << 10;

    @Override
    InputStream unpack(InputStream in) throws IOException {
        return new XZInputStream(in, MOST_MEMORY);
    }

    @Override
    public String getDefaultExtension() {
        return ".xz";
    }
}
