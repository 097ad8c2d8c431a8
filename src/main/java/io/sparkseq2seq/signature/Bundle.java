package io.sparkseq2seq.signature;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of a signature: a Sigstore bundle, version 0.3, that holds an {@link Envelope} and tells the key that it was
 * signed with. No certificate and no log of signatures belongs to it.
 *
 * @param hint of the public key, see {@link #hint(PublicKey)}; empty where nothing is said
 */
record Bundle(Envelope envelope, String hint) {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /** The SHA-256 of a public key's PEM file, as OpenSSF model signing tells keys. */
    static String hint(PublicKey key) {
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        return Checksums.sum(pem.getBytes(StandardCharsets.US_ASCII));
    }

    static Bundle of(Envelope envelope, Optional<PublicKey> key) {
        return new Bundle(envelope, key.map(Bundle::hint).orElse(""));
    }

    String json() {
        var encoder = Base64.getEncoder();
        var signature = Map.of("sig", encoder.encodeToString(envelope.signature()), "keyid", "");
        return StrictJson.write(Map.of(
                "mediaType",
                MEDIA_TYPE,
                "verificationMaterial",
                Map.of("publicKey", Map.of("hint", hint), "tlogEntries", List.of()),
                "dsseEnvelope",
                Map.of(
                        "payload",
                        encoder.encodeToString(envelope.content()),
                        "payloadType",
                        envelope.type(),
                        "signatures",
                        List.of(signature))));
    }

    /**
     * Reads a bundle, of whichever program.
     *
     * @throws IOException when it is none; its message is one line
     */
    static Bundle parse(byte[] json) throws IOException {
        var bundle = StrictJson.read(json, JsonNode.class);
        if (!bundle.path("mediaType").asText().equals(MEDIA_TYPE)) {
            throw new IOException("it is not of the type " + MEDIA_TYPE);
        }
        var envelope = bundle.path("dsseEnvelope");
        var signatures = envelope.path("signatures");
        if (signatures.size() != 1) {
            throw new IOException("it has " + signatures.size() + " signatures, where one belongs");
        }
        try {
            return new Bundle(
                    new Envelope(
                            envelope.path("payloadType").asText(),
                            Base64.getDecoder().decode(envelope.path("payload").asText()),
                            Base64.getDecoder()
                                    .decode(signatures.get(0).path("sig").asText())),
                    bundle.path("verificationMaterial")
                            .path("publicKey")
                            .path("hint")
                            .asText());
        } catch (IllegalArgumentException e) {
            throw new IOException("its content is not in base 64", e);
        }
    }
}
