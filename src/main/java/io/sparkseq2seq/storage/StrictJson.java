package io.sparkseq2seq.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Locale;

/**
 * JSON that others may have written, read into records without trust: no class is named in it, and what is nested too
 * deeply, given twice, missing, null, of another type or left over is an error. Numbers are taken for what they are:
 * {@code 1.5} is no int, and {@code "1"} no number. Constants of enums are written in lower case.
 *
 * <pre>{@code var description = StrictJson.read(bytes, ModelFile.class);}</pre>
 */
public final class StrictJson {
    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_MESSAGE = 200;

    private static final ObjectMapper MAPPER = mapper();

    private StrictJson() {}

    /**
     * Reads a value.
     *
     * @throws IOException when it is no such value; its message is one line
     */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        try {
            var value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new IOException("null where an object belongs");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw damaged(e);
        }
    }

    /** A parser of the same limits, for what is read piece by piece. */
    public static JsonParser parser(byte[] json) throws IOException {
        return MAPPER.createParser(json);
    }

    /** What is wrong, in one line. */
    public static IOException damaged(JsonProcessingException e) {
        var reason = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
        var cut = reason.length() > LONGEST_MESSAGE ? reason.substring(0, LONGEST_MESSAGE) + "…" : reason;
        var place = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
        return new IOException(place + cut, e);
    }

    /** Writes a value for people to read as well, with a line feed at its end. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.toString(), e);
        }
    }

    /** Writes a value on one line, without a line feed. */
    public static String line(Object value) {
        try {
            return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.toString(), e);
        }
    }

    private static ObjectMapper mapper() {
        var limits = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .build();
        var factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        return JsonMapper.builder(factory)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .addModule(new SimpleModule().addSerializer(new EnumInLowerCase()))
                .build();
    }

    private static final class EnumInLowerCase extends StdSerializer<Enum<?>> {
        private static final long serialVersionUID = 1;

        EnumInLowerCase() {
            super(Enum.class, false);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }
}
