package io.sparkseq2seq.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;

/** Records as small JSON files. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    /** Larger than a list of 100,000 files. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int MOST_TRIES = 10;

    private Json() {}

    static void write(FileSystem files, Path file, Object value) throws IOException {
        try (var out = files.create(file, true)) {
            out.write(MAPPER.writeValueAsBytes(value));
        }
    }

    /** Nothing where there is no such file, or it is half written or something else. */
    static <T> Optional<T> read(FileSystem files, Path file, Class<T> type) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return once(files, file, type);
            } catch (PathIOException e) {
                if (tries == MOST_TRIES || !isChange(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * S3A has found another file than the one that it opened an instant before: a claim, for one, is written again and
     * again.
     */
    private static boolean isChange(PathIOException e) {
        return e.getClass().getSimpleName().equals("RemoteFileChangedException");
    }

    private static <T> Optional<T> once(FileSystem files, Path file, Class<T> type) throws IOException {
        try (var in = files.open(file)) {
            var text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return Optional.ofNullable(MAPPER.readValue(text, type));
        } catch (FileNotFoundException | ChecksumException | JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
