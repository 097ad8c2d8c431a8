package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a stream that is read once, as {@link Lines} reads those of files: only a line feed ends one, a carriage
 * return before it goes with it, and bytes that are no UTF-8 become U+FFFD.
 */
public final class StreamLines implements Closeable {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final BufferedInputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final String name;
    private long count;

    /** @param name for messages */
    public StreamLines(InputStream in, String name) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.name = name;
    }

    /** How many lines were read. */
    public long count() {
        return count;
    }

    /**
     * The next line, or null at the end.
     *
     * @throws UserException when its first bytes tell that it is no text
     */
    public String next() throws IOException {
        line.reset();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        var text = line.toString(StandardCharsets.UTF_8);
        if (count++ == 0) {
            FileKind.of(Arrays.copyOf(line.toByteArray(), Math.min(FileKind.HEAD, line.size())))
                    .ifPresent(kind -> {
                        throw new UserException("this is " + kind.name(), name, kind.mend());
                    });
            text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        }
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
