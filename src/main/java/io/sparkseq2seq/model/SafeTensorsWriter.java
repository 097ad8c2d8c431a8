package io.sparkseq2seq.model;

import com.fasterxml.jackson.core.JsonFactory;
import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.storage.TextFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Writes what {@link SafeTensors} reads, in single precision; the tensors begin at a multiple of 64 bytes. */
public final class SafeTensorsWriter {
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 1 << 18;

    /**
     * A tensor.
     *
     * @param shape whose product is the number of its values
     */
    public record Named(String name, List<Long> shape, FloatVector values) {
        /** A vector. */
        public static Named vector(String name, FloatVector values) {
            return new Named(name, List.of(values.size()), values);
        }
    }

    private SafeTensorsWriter() {}

    /** Writes a file. */
    public static void write(Path file, List<Named> tensors, Map<String, String> metadata, Configuration hadoop)
            throws IOException {
        try (var out = TextFiles.fileSystem(file, hadoop).create(file, true)) {
            write(out, tensors, metadata);
        }
    }

    /** Writes tensors one after another; leaves the stream open. */
    static void write(OutputStream out, List<Named> tensors, Map<String, String> metadata) throws IOException {
        var header = header(tensors, metadata);
        var start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        out.write(start.array());
        out.write(header);
        var buffer = new byte[CHUNK * Float.BYTES];
        for (var tensor : tensors) {
            var values = tensor.values;
            for (long from = 0; from < values.size(); from += CHUNK) {
                int count = (int) Math.min(CHUNK, values.size() - from);
                values.bytes(from, count).get(buffer, 0, count * Float.BYTES);
                out.write(buffer, 0, count * Float.BYTES);
            }
        }
    }

    private static byte[] header(List<Named> tensors, Map<String, String> metadata) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart(SafeTensorsHeader.METADATA);
            for (var entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            long at = 0;
            for (var tensor : tensors) {
                long end = at + tensor.values.size() * Float.BYTES;
                json.writeObjectFieldStart(tensor.name);
                json.writeStringField("dtype", SafeTensorsHeader.Type.F32.name());
                json.writeFieldName("shape");
                json.writeArray(longs(tensor.shape), 0, tensor.shape.size());
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {at, end}, 0, 2);
                json.writeEndObject();
                at = end;
            }
            json.writeEndObject();
        }
        while ((8 + bytes.size()) % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static long[] longs(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
