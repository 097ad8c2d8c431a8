package io.sparkseq2seq.signature;

import java.io.IOException;
import java.nio.ByteBuffer;

/** As much of ASN.1's distinguished encoding as files of keys take: nested elements of a tag, a length and content. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BITS = 0x03;
    static final int OCTETS = 0x04;
    static final int SEQUENCE = 0x30;

    private Der() {}

    /**
     * Takes the next element's content.
     *
     * @throws IOException when there is none of this tag
     */
    static ByteBuffer next(ByteBuffer from, int tag) throws IOException {
        if (from.remaining() < 2 || (from.get() & 0xFF) != tag) {
            throw new IOException("no key: other content than belongs there");
        }
        int length = from.get() & 0xFF;
        if (length > 0x82) {
            throw new IOException("no key: too long");
        }
        if (length >= 0x81) {
            int bytes = length - 0x80;
            length = 0;
            while (bytes-- > 0 && from.hasRemaining()) {
                length = length << 8 | from.get() & 0xFF;
            }
        } else if (length == 0x80) {
            throw new IOException("no key: of no known length");
        }
        if (length > from.remaining()) {
            throw new IOException("no key: it ends too early");
        }
        var content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }

    /** The tag of the next element; -1 at the end. */
    static int tag(ByteBuffer from) {
        return from.hasRemaining() ? from.get(from.position()) & 0xFF : -1;
    }

    /** An element of some contents one after another, together shorter than 64 KB. */
    static byte[] of(int tag, byte[]... contents) {
        int length = 0;
        for (var content : contents) {
            length += content.length;
        }
        var all =
                ByteBuffer.allocate(4 + length).put((byte) tag).put((byte) 0x82).putShort((short) length);
        if (length < 0x80) {
            all = ByteBuffer.allocate(2 + length).put((byte) tag).put((byte) length);
        } else if (length < 0x100) {
            all = ByteBuffer.allocate(3 + length)
                    .put((byte) tag)
                    .put((byte) 0x81)
                    .put((byte) length);
        }
        for (var content : contents) {
            all.put(content);
        }
        return all.array();
    }

    static byte[] bytes(ByteBuffer content) {
        var bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }
}
