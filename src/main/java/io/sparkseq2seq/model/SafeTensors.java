package io.sparkseq2seq.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.storage.StrictJson;
import io.sparkseq2seq.storage.TextFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    /** The longest header that the format allows. */
    static final long MOST_HEADER = 100_000_000;

    static final String METADATA = "__metadata__";
    /** Tensors and entries of the metadata. */
    private static final int MOST_ENTRIES = 100_000;

    private static final int MOST_DIMENSIONS = 8;
    private static final int CHUNK = 1 << 18;

    /** What a tensor's elements are in. */
    enum Type {
        /** Single precision. */
        F32(4),
        /** The upper half of it. */
        BF16(2);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * A tensor.
     *
     * @param shape each dimension at least 0
     * @param begin of its bytes after the header
     * @param end of its bytes after the header
     */
    record Entry(String name, Type type, List<Long> shape, long begin, long end) {
        long size() {
            return (end - begin) / type.bytes;
        }
    }

    private final InputStream in;
    private final List<Entry> entries;
    private final Map<String, String> metadata;

    private SafeTensors(InputStream in, List<Entry> entries, Map<String, String> metadata) {
        this.in = in;
        this.entries = entries;
        this.metadata = metadata;
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
        var start = ByteBuffer.wrap(exactly(in, 8)).order(ByteOrder.LITTLE_ENDIAN);
        long header = start.getLong();
        if (header < 2 || header > MOST_HEADER || header > length - 8) {
            throw new IOException("a header of " + Long.toUnsignedString(header) + " bytes in a file of " + length);
        }
        var parsed = new SafeTensors(in, new ArrayList<>(), new LinkedHashMap<>());
        try (var json = StrictJson.parser(exactly(in, (int) header))) {
            parsed.header(json);
        } catch (JsonProcessingException e) {
            throw StrictJson.damaged(e);
        }
        parsed.check(length - 8 - header);
        return parsed;
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("it ends too early");
        }
        return bytes;
    }

    private void header(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "the header");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.getCurrentName();
            expect(json, json.nextToken(), JsonToken.START_OBJECT, name);
            if (name.equals(METADATA)) {
                metadata(json);
            } else {
                entries.add(entry(name, json));
            }
            if (entries.size() + metadata.size() > MOST_ENTRIES) {
                throw new IOException("more than " + MOST_ENTRIES + " tensors");
            }
        }
        if (json.nextToken() != null) {
            throw new IOException("the header goes on after its end");
        }
    }

    private void metadata(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var key = json.getCurrentName();
            expect(json, json.nextToken(), JsonToken.VALUE_STRING, METADATA);
            metadata.put(key, json.getText());
            if (metadata.size() > MOST_ENTRIES) {
                throw new IOException("more than " + MOST_ENTRIES + " entries of metadata");
            }
        }
    }

    private static Entry entry(String name, JsonParser json) throws IOException {
        Type type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var key = json.getCurrentName();
            json.nextToken();
            switch (key) {
                case "dtype" -> type = type(name, json);
                case "shape" -> shape = numbers(name, json, MOST_DIMENSIONS);
                case "data_offsets" -> offsets = numbers(name, json, 2);
                default -> throw new IOException(
                        name + " has '" + key + "', which is none of dtype, shape, data_offsets");
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new IOException(name + " lacks its type, its shape or its two offsets");
        }
        var entry = new Entry(name, type, shape, offsets.get(0), offsets.get(1));
        if (entry.end < entry.begin || bytes(entry) != entry.end - entry.begin) {
            throw new IOException(name + " of shape " + shape + " does not take the bytes " + offsets.get(0) + " to "
                    + offsets.get(1));
        }
        return entry;
    }

    /** Of the shape; -1 where it is too large to count. */
    private static long bytes(Entry entry) {
        long bytes = entry.type.bytes;
        for (long dimension : entry.shape) {
            if (dimension != 0 && bytes > Long.MAX_VALUE / dimension) {
                return -1;
            }
            bytes *= dimension;
        }
        return bytes;
    }

    private static Type type(String name, JsonParser json) throws IOException {
        expect(json, json.currentToken(), JsonToken.VALUE_STRING, name);
        for (var type : Type.values()) {
            if (type.name().equals(json.getText())) {
                return type;
            }
        }
        throw new IOException(name + " is of type " + json.getText() + ", where F32 and BF16 can be read");
    }

    private static List<Long> numbers(String name, JsonParser json, int most) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_ARRAY, name);
        var numbers = new ArrayList<Long>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, name);
            long number = json.getLongValue();
            if (number < 0 || numbers.size() == most) {
                throw new IOException(name + " has a negative number, or too many of them");
            }
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }

    private static void expect(JsonParser json, JsonToken is, JsonToken wanted, String where) throws IOException {
        if (is != wanted) {
            throw new IOException(where + ": " + (is == null ? "the end" : is) + " where " + wanted
                    + " belongs, at byte " + json.getTokenLocation().getByteOffset());
        }
    }

    /** That the tensors fill the bytes after the header, one after another. */
    private void check(long length) throws IOException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long at = 0;
        for (var entry : entries) {
            if (entry.begin != at) {
                throw new IOException(entry.name + " begins at byte " + entry.begin + ", where " + at + " belongs");
            }
            at = entry.end;
        }
        if (at != length) {
            throw new IOException("the tensors take " + at + " bytes, where the file has " + length + " of them");
        }
    }

    /** Its tensors, in the order in which they lie in the file. */
    List<Entry> entries() {
        return entries;
    }

    /** What is said about all of them. */
    Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Demands exactly some tensors.
     *
     * @param shapes of each, by name
     * @throws IOException when one is missing, left over or of another shape
     */
    void require(Map<String, List<Long>> shapes) throws IOException {
        var missing = new HashMap<>(shapes);
        for (var entry : entries) {
            var shape = missing.remove(entry.name);
            if (shape == null) {
                throw new IOException("there is a tensor " + entry.name + ", which does not belong");
            }
            if (!shape.equals(entry.shape)) {
                throw new IOException(entry.name + " is of shape " + entry.shape + ", where " + shape + " belongs");
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
        for (var entry : entries) {
            var into = vectors.get(entry.name);
            for (long from = 0; from < entry.size(); from += CHUNK) {
                int count = (int) Math.min(CHUNK, entry.size() - from);
                if (in.readNBytes(buffer, 0, count * entry.type.bytes) < count * entry.type.bytes) {
                    throw new EOFException("it ends too early, in " + entry.name);
                }
                if (!put(buffer, entry.type, into.bytes(from, count), count)) {
                    throw new IOException(entry.name + " holds a number that is infinite or none");
                }
            }
        }
        if (in.read() >= 0) {
            throw new IOException("it goes on after its end");
        }
    }

    /** @return whether all are finite */
    private static boolean put(byte[] from, Type type, ByteBuffer into, int count) {
        var bytes = ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN);
        boolean finite = true;
        for (int i = 0; i < count; i++) {
            int bits = type == Type.F32 ? bytes.getInt(4 * i) : bytes.getShort(2 * i) << 16;
            finite &= (bits & 0x7F80_0000) != 0x7F80_0000;
            into.putInt(4 * i, bits);
        }
        return finite;
    }
}
