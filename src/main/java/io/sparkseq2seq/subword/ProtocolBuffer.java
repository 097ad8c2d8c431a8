package io.sparkseq2seq.subword;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a message in the wire format of protocol buffers, one after another: a key of field number and
 * wire type, then a number of variable length, 8 bytes, bytes with their length before them, or 4 bytes.
 *
 * <pre>{@code for (var field = new ProtocolBuffer(bytes); field.next(); ) switch (field.number()) { … }}</pre>
 *
 * What is not so throws an {@link IllegalArgumentException} that says where.
 */
final class ProtocolBuffer {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteBuffer in;
    private int number;
    private int type;
    private long value;
    private ByteBuffer slice;

    ProtocolBuffer(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private ProtocolBuffer(ByteBuffer in) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Goes to the next field; false at the end of the message. */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        long key = varint();
        number = (int) (key >>> 3);
        type = (int) (key & 7);
        if (number <= 0 || key >>> 3 > 0x1FFFFFFF) {
            throw damaged("a field of number " + (key >>> 3));
        }
        switch (type) {
            case VARINT -> value = varint();
            case EIGHT_BYTES -> {
                need(8);
                value = in.getLong();
            }
            case BYTES -> {
                long length = varint();
                need(length);
                slice = in.slice(in.position(), (int) length);
                in.position(in.position() + (int) length);
            }
            case FOUR_BYTES -> {
                need(4);
                value = in.getInt();
            }
            default -> throw damaged("a field of type " + type);
        }
        return true;
    }

    /** The number of this field. */
    int number() {
        return number;
    }

    /** This field as a whole number or an enumeration. */
    int integer() {
        expect(VARINT);
        return (int) value;
    }

    /** This field as a truth value. */
    boolean truth() {
        expect(VARINT);
        return value != 0;
    }

    /** This field as a number of single precision. */
    float real() {
        expect(FOUR_BYTES);
        return Float.intBitsToFloat((int) value);
    }

    /** This field as bytes. */
    byte[] bytes() {
        expect(BYTES);
        var bytes = new byte[slice.remaining()];
        slice.duplicate().get(bytes);
        return bytes;
    }

    /** This field as text. */
    String text() {
        expect(BYTES);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(slice.duplicate());
            return text.toString();
        } catch (CharacterCodingException e) {
            throw damaged("text that is not UTF-8");
        }
    }

    /** This field as a message of its own. */
    ProtocolBuffer message() {
        expect(BYTES);
        return new ProtocolBuffer(slice.duplicate());
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw damaged("field " + number + " of type " + type + " instead of " + wanted);
        }
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte next = in.get();
            result |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw damaged("a number of more than 10 bytes");
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw damaged("it ends too early");
        }
    }

    private IllegalArgumentException damaged(String how) {
        return new IllegalArgumentException("near byte " + in.position() + ": " + how);
    }
}
