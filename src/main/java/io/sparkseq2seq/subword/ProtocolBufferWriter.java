package io.sparkseq2seq.subword;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message that {@link ProtocolBuffer} reads, field after field. */
final class ProtocolBufferWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void integer(int number, int value) {
        varint(number << 3);
        varint(value);
    }

    void truth(int number, boolean value) {
        integer(number, value ? 1 : 0);
    }

    void real(int number, float value) {
        varint(number << 3 | 5);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(bits >>> shift);
        }
    }

    void text(int number, String value) {
        bytes(number, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int number, byte[] value) {
        varint(number << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
    }

    void message(int number, ProtocolBufferWriter message) {
        bytes(number, message.toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** A negative number takes ten bytes, as the format has it. */
    private void varint(long value) {
        for (; (value & ~0x7FL) != 0; value >>>= 7) {
            out.write((int) value & 0x7F | 0x80);
        }
        out.write((int) value);
    }
}
