package io.sparkseq2seq.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sparkseq2seq.storage.StrictJson;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a file of tensors, see {@link SafeTensors}: the tensors lie one after another and fill the file.
 *
 * @param entries its tensors, in the order in which they lie in the file
 * @param metadata what is said about all of them
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    /** The longest that the format allows. */
    static final long MOST_BYTES = 100_000_000;

    static final String METADATA = "__metadata__";
    /** Tensors and entries of the metadata. */
    private static final int MOST_ENTRIES = 100_000;

    private static final int MOST_DIMENSIONS = 8;

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

        int bytes() {
            return bytes;
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

    /**
     * Reads the header.
     *
     * @param in at the start of the file
     * @param length of the file in bytes
     * @throws IOException when it is no such file, or its tensors overlap, leave gaps or do not fill it
     */
    static SafeTensorsHeader read(InputStream in, long length) throws IOException {
        long bytes =
                ByteBuffer.wrap(exactly(in, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (bytes < 2 || bytes > MOST_BYTES || bytes > length - 8) {
            throw new IOException("a header of " + Long.toUnsignedString(bytes) + " bytes in a file of " + length);
        }
        var header = new SafeTensorsHeader(new ArrayList<>(), new LinkedHashMap<>());
        try (var json = StrictJson.parser(exactly(in, (int) bytes))) {
            header.parse(json);
        } catch (JsonProcessingException e) {
            throw StrictJson.damaged(e);
        }
        header.check(length - 8 - bytes);
        return header;
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("it ends too early");
        }
        return bytes;
    }

    private void parse(JsonParser json) throws IOException {
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
}
