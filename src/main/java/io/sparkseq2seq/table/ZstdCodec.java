package io.sparkseq2seq.table;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks what {@code zstd} has packed, by the library that Spark brings. */
public final class ZstdCodec extends ReadingCodec {
    @Override
    InputStream unpack(InputStream in) throws IOException {
        return new ZstdInputStream(in);
    }

    @Override
    public String getDefaultExtension() {
        return ".zst";
    }
}
