package io.sparkseq2seq.signature;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a signature says of a model: the digest of each of its files, as an in-toto statement of OpenSSF model signing's
 * predicate, version 1.0.
 *
 * @param name of the model
 * @param files SHA-256 in hexadecimal digits by path from the model's folder on
 * @param ignored paths in the folder that nothing is said of
 */
record Statement(String name, SortedMap<String, String> files, List<String> ignored) {
    /** What the statement is as the content of an {@link Envelope}. */
    static final String MEDIA_TYPE = "application/vnd.in-toto+json";

    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://model_signing/signature/v1.0";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    byte[] bytes() {
        var resources = new ArrayList<Map<String, String>>();
        files.forEach((file, sum) -> resources.add(ordered("name", file, "algorithm", "sha256", "digest", sum)));
        var serialization =
                ordered("method", "files", "hash_type", "sha256", "allow_symlinks", false, "ignore_paths", ignored);
        return StrictJson.write(ordered(
                        "_type",
                        TYPE,
                        "subject",
                        List.of(ordered("name", name, "digest", Map.of("sha256", root()))),
                        "predicateType",
                        PREDICATE,
                        "predicate",
                        ordered("serialization", serialization, "resources", resources)))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Of all digests in the order of their files. */
    private String root() {
        var all = new ByteArrayOutputStream();
        files.values().forEach(sum -> all.writeBytes(HexFormat.of().parseHex(sum)));
        return Checksums.sum(all.toByteArray());
    }

    @SuppressWarnings("unchecked")
    private static <T> Map<String, T> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, T>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], (T) pairs[i + 1]);
        }
        return map;
    }

    /**
     * Reads a statement, of whichever program.
     *
     * @throws IOException when it is none, or does not agree with itself; its message is one line
     */
    static Statement parse(byte[] json) throws IOException {
        var statement = StrictJson.read(json, JsonNode.class);
        expect(statement.path("_type"), TYPE);
        expect(statement.path("predicateType"), PREDICATE);
        var subject = statement.path("subject");
        if (subject.size() != 1) {
            throw new IOException("it is about " + subject.size() + " things, where one model belongs");
        }
        var files = new TreeMap<String, String>();
        var digests = new ByteArrayOutputStream();
        for (var resource : statement.path("predicate").path("resources")) {
            var name = resource.path("name").asText();
            var sum = resource.path("digest").asText();
            expect(resource.path("algorithm"), "sha256");
            if (!SHA256.matcher(sum).matches() || files.put(name, sum) != null) {
                throw new IOException("the digest of '" + name + "' is none, or is there twice");
            }
            digests.writeBytes(HexFormat.of().parseHex(sum));
        }
        expect(subject.get(0).path("digest").path("sha256"), Checksums.sum(digests.toByteArray()));
        return new Statement(subject.get(0).path("name").asText(), files, List.of());
    }

    private static void expect(JsonNode is, String wanted) throws IOException {
        if (!is.asText().equals(wanted)) {
            throw new IOException("'" + is.asText() + "' where '" + wanted + "' belongs");
        }
    }
}
