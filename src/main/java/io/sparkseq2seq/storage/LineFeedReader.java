package io.sparkseq2seq.storage;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The lines of UTF-8 text, as the jobs on Spark read them: a line feed alone ends a line, since a carriage return
 * within a sentence is white space.
 */
public final class LineFeedReader implements Closeable {
    private final BufferedReader reader;

    public LineFeedReader(InputStream in) {
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    /** The next line without its line feed; null at the end. The last line may lack one. */
    public String next() throws IOException {
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        var line = new StringBuilder();
        for (; character >= 0 && character != '\n'; character = reader.read()) {
            line.append((char) character);
        }
        return line.toString();
    }

    /** Whether something can be read without waiting for it. */
    public boolean ready() throws IOException {
        return reader.ready();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
