package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.storage.TextFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads a file of tensors in the public format safetensors: 8 bytes with the length of the header, little-endian; the
 * header, a JSON object of each tensor's type, shape and place; and the tensors' bytes. Nothing in it runs, and all of
 * the header is checked against the length of the file before memory is taken.
 *
 * <pre>{@code
 * var file = SafeTensors.open(in, length);
 * file.read(tensors); // names, shapes, and where their values go
 * }</pre>
 *
 * @see SafeTensorsWriter
 */
public final class SafeTensors {
    private static final int CHUNK = 1 << 18;

    private final InputStream in;
    private final SafeTensorsHeader header;

    private SafeTensors(InputStream in, SafeTensorsHeader header) {
        this.in = in;
        this.header = header;
    }

    /**
     * Reads a file of exactly some tensors, whose values are set.
     *
     * @throws IOException as {@link #read(List)}
     */
    public static void read(Path file, List<SafeTensorsWriter.Named> tensors, Configuration hadoop) throws IOException {
        var files = TextFiles.fileSystem(file, hadoop);
        try (var in = files.open(file)) {
            open(in, files.getFileStatus(file).getLen()).read(tensors);
        }
    }

    /**
     * Reads the header.
     *
     * @param in at the start of the file; it is read in order, and not closed
     * @param length of the file in bytes
     * @throws IOException when it is no such file, or its tensors overlap, leave gaps or do not fill it
     */
    static SafeTensors open(InputStream in, long length) throws IOException {
        return new SafeTensors(in, SafeTensorsHeader.read(in, length));
    }

    /** What it holds. */
    SafeTensorsHeader header() {
        return header;
    }

    /**
     * Demands exactly some tensors.
     *
     * @param shapes of each, by name
     * @throws IOException when one is missing, left over or of another shape
     */
    void require(Map<String, List<Long>> shapes) throws IOException {
        var missing = new HashMap<>(shapes);
        for (var entry : header.entries()) {
            var shape = missing.remove(entry.name());
            if (shape == null) {
                throw new IOException("there is a tensor " + entry.name() + ", which does not belong");
            }
            if (!shape.equals(entry.shape())) {
                throw new IOException(entry.name() + " is of shape " + entry.shape() + ", where " + shape + " belongs");
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException(
                    "there is no tensor " + missing.keySet().iterator().next());
        }
    }

    /**
     * Reads all tensors; to be called once.
     *
     * @param tensors which it must hold, and no others; their values are set
     * @throws IOException when it holds others, before any is set; when it ends too early, or a number is not finite
     */
    void read(List<SafeTensorsWriter.Named> tensors) throws IOException {
        var shapes = new HashMap<String, List<Long>>();
        var vectors = new HashMap<String, FloatVector>();
        for (var tensor : tensors) {
            shapes.put(tensor.name(), tensor.shape());
            vectors.put(tensor.name(), tensor.values());
        }
        require(shapes);
        var buffer = new byte[CHUNK * Float.BYTES];
        for (var entry : header.entries()) {
            var into = vectors.get(entry.name());
            for (long from = 0; from < entry.size(); from += CHUNK) {
                int count = (int) Math.min(CHUNK, entry.size() - from);
                if (in.readNBytes(buffer, 0, count * entry.type().bytes())
                        < count * entry.type().bytes()) {
                    throw new EOFException("it ends too early, in " + entry.name());
                }
                if (!put(buffer, entry.type(), into.bytes(from, count), count)) {
                    throw new IOException(entry.name() + " holds a number that is infinite or none");
                }
            }
        }
        if (in.read() >= 0) {
            throw new IOException("it goes on after its end");
        }
    }

    /** @return whether all are finite */
    private static boolean put(byte[] from, SafeTensorsHeader.Type type, ByteBuffer into, int count) {
        var bytes = ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN);
        boolean finite = true;
        for (int i = 0; i < count; i++) {
            int bits = type == SafeTensorsHeader.Type.F32 ? bytes.getInt(4 * i) : bytes.getShort(2 * i) << 16;
            finite &= (bits & 0x7F80_0000) != 0x7F80_0000;
            into.putInt(4 * i, bits);
        }
        return finite;
    }
}
