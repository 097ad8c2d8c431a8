package io.sparkseq2seq.table;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;

/**
 * A codec that unpacks in Java, where Hadoop has none, or one that needs a native library of its own; it packs nothing.
 */
abstract class ReadingCodec implements CompressionCodec {

    /** Unpacks a stream, one behind another too, as those tools write them. */
    abstract InputStream unpack(InputStream in) throws IOException;

    @Override
    public CompressionInputStream createInputStream(InputStream in) throws IOException {
        return new Unpacked(in, unpack(new BufferedInputStream(in, 1 << 16)));
    }

    @Override
    public CompressionInputStream createInputStream(InputStream in, Decompressor none) throws IOException {
        return createInputStream(in);
    }

    @Override
    public Class<? extends Decompressor> getDecompressorType() {
        return null;
    }

    @Override
    public Decompressor createDecompressor() {
        return null;
    }

    @Override
    public CompressionOutputStream createOutputStream(OutputStream out) {
        throw new IllegalStateException("writes nothing: " + getClass());
    }

    @Override
    public CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor) {
        return createOutputStream(out);
    }

    @Override
    public Class<? extends Compressor> getCompressorType() {
        return null;
    }

    @Override
    public Compressor createCompressor() {
        return null;
    }

    private static final class Unpacked extends CompressionInputStream {
        private final InputStream unpacked;

        Unpacked(InputStream packed, InputStream unpacked) throws IOException {
            super(packed);
            this.unpacked = unpacked;
        }

        @Override
        public int read() throws IOException {
            return unpacked.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return unpacked.read(bytes, offset, length);
        }

        @Override
        public void resetState() {
            throw new IllegalStateException("is read once");
        }

        @Override
        public void close() throws IOException {
            unpacked.close();
            super.close();
        }
    }
}
