package io.sparkseq2seq.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSignatureTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        model = folder.resolve("model");
        FileUtils.copyDirectory(new java.io.File("src/test/resources/golden/format-1-gru"), model.toFile());
        Files.delete(model.resolve("translations.tsv"));
        Files.createDirectory(model.resolve("tensorboard"));
        Files.writeString(model.resolve("tensorboard/events"), "events");
        Files.delete(model.resolve(Checksums.FILE));
        Checksums.write(new org.apache.hadoop.fs.Path(model.toUri()), Set.of(), HADOOP);
        // As after a download.
        Files.delete(model.resolve(".SHA256SUMS.crc"));
    }

    private KeyPair keys(String name, String algorithm) throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance(algorithm.startsWith("secp") ? "EC" : algorithm);
        if (algorithm.startsWith("secp")) {
            generator.initialize(new ECGenParameterSpec(algorithm));
        }
        var pair = generator.generateKeyPair();
        pem(name + ".private", "PRIVATE KEY", pair.getPrivate());
        pem(name + ".public", "PUBLIC KEY", pair.getPublic());
        return pair;
    }

    private void pem(String name, String kind, Key key) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private void sign(String key) {
        ModelSignature.sign(model.toString(), folder.resolve(key).toString(), HADOOP);
    }

    private Object verify(String key) {
        return ModelSignature.verify(
                        model.toString(), Optional.of(folder.resolve(key).toString()), HADOOP)
                .get("signature");
    }

    private void fails(String reason) {
        assertThatThrownBy(() -> verify("a.public"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1", "Ed25519"})
    void whatWasSignedIsValidWithItsKeyAndNoOther(String algorithm) throws Exception {
        keys("a", algorithm);
        keys("b", algorithm);
        fails("is not signed");
        sign("a.private");
        assertThat(verify("a.public")).isEqualTo("valid");
        assertThatThrownBy(() -> verify("b.public"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the signature is not valid");
    }

    @Test
    void aFileThatWasChangedIsNamed() throws Exception {
        keys("a", "secp256r1");
        sign("a.private");
        for (var name : List.of(
                "model.json", "weights.safetensors", "subwords.source", "subwords.target", "tensorboard/events")) {
            var bytes = Files.readAllBytes(model.resolve(name));
            var changed = bytes.clone();
            changed[bytes.length / 2] ^= 1;
            Files.write(model.resolve(name), changed);
            fails("the model is damaged: " + name);
            // One who means harm makes the digests anew.
            var sums = Files.readString(model.resolve(Checksums.FILE));
            Files.writeString(
                    model.resolve(Checksums.FILE), sums.replace(Checksums.sum(bytes), Checksums.sum(changed)));
            fails("SHA256SUMS is not as it was signed");
            Files.writeString(model.resolve(Checksums.FILE), sums);
            Files.write(model.resolve(name), bytes);
        }
        assertThat(verify("a.public")).isEqualTo("valid");
    }

    @Test
    void aFileThatIsMissingOrNewIsNamed() throws Exception {
        keys("a", "secp256r1");
        sign("a.private");
        Files.writeString(model.resolve("notes.txt"), "notes");
        fails("does not name notes.txt");
        Files.delete(model.resolve("notes.txt"));
        Files.delete(model.resolve("tensorboard/events"));
        fails("tensorboard/events");
        Files.delete(model.resolve("SHA256SUMS"));
        fails("SHA256SUMS");
    }

    @Test
    void whatPeopleChangeMayChange() throws Exception {
        keys("a", "secp256r1");
        sign("a.private");
        Files.writeString(model.resolve("README.md"), "Our card.");
        Files.createDirectories(model.resolve("evaluation"));
        Files.writeString(model.resolve("evaluation/scores.json"), "{}");
        assertThat(verify("a.public")).isEqualTo("valid");
        assertThat(ModelSignature.verify(model.toString(), Optional.empty(), HADOOP)
                        .get("signature"))
                .asString()
                .contains("not checked");
    }

    @Test
    void aSignatureThatWasChangedIsNotValid() throws Exception {
        keys("a", "secp256r1");
        sign("a.private");
        var file = model.resolve("model.sig");
        Files.deleteIfExists(model.resolve(".model.sig.crc"));
        var good = Files.readString(file);
        var bundle = new ObjectMapper().readTree(good);
        var payload = bundle.path("dsseEnvelope").path("payload").asText();
        var statement = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
        var other = Base64.getEncoder()
                .encodeToString(statement.replace("weights", "heights").getBytes(StandardCharsets.UTF_8));
        var sig = bundle.path("dsseEnvelope")
                .path("signatures")
                .get(0)
                .path("sig")
                .asText();
        for (var bad : List.of(
                good.replace(payload, other),
                good.replace(sig, "AAAA" + sig.substring(4)),
                good.replace(sig, ""),
                good.replace(sig, "!"),
                good.replace("vnd.in-toto+json", "vnd.in-toto"),
                good.replace("bundle.v0.3", "bundle.v9"),
                good.replaceFirst("\"hint\" : \".", "\"hint\" : \"x"),
                good.substring(0, good.length() / 2),
                "[".repeat(100_000),
                "")) {
            assertThat(bad).isNotEqualTo(good);
            Files.writeString(file, bad);
            fails("the signature is not valid");
        }
    }

    @Test
    void theStatementIsInTheFormOfModelSigning() throws Exception {
        var pair = keys("a", "secp256r1");
        sign("a.private");
        var bundle = new ObjectMapper().readTree(model.resolve("model.sig").toFile());
        assertThat(bundle.path("mediaType").asText()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        var envelope = bundle.path("dsseEnvelope");
        var payload = Base64.getDecoder().decode(envelope.path("payload").asText());
        var statement = new ObjectMapper().readTree(payload);
        assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.path("predicateType").asText()).isEqualTo("https://model_signing/signature/v1.0");
        assertThat(statement.path("subject").get(0).path("name").asText()).isEqualTo("model");
        assertThat(statement.path("predicate").path("resources").findValuesAsText("name"))
                .containsExactly(
                        "SHA256SUMS",
                        "model.json",
                        "subwords.source",
                        "subwords.target",
                        "tensorboard/events",
                        "weights.safetensors");
        assertThat(statement
                        .path("predicate")
                        .path("serialization")
                        .path("method")
                        .asText())
                .isEqualTo("files");
        var encoded = "DSSEv1 28 application/vnd.in-toto+json " + payload.length + " "
                + new String(payload, StandardCharsets.UTF_8);
        var verifier = java.security.Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(pair.getPublic());
        verifier.update(encoded.getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder()
                        .decode(envelope.path("signatures").get(0).path("sig").asText())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out a.private",
                "ecparam -name prime256v1 -genkey -out a.private",
                "ecparam -name secp384r1 -genkey -noout -out a.private",
                "genpkey -algorithm ED25519 -out a.private",
            })
    void keysThatOpensslMadeAreRead(String command) throws Exception {
        openssl(command);
        openssl("pkey -in a.private -pubout -out a.public");
        sign("a.private");
        assertThat(verify("a.public")).isEqualTo("valid");
        boolean curve = !command.contains("ED25519");
        var hint = new ObjectMapper()
                .readTree(model.resolve("model.sig").toFile())
                .path("verificationMaterial")
                .path("publicKey")
                .path("hint")
                .asText();
        assertThat(hint).isEqualTo(curve ? Checksums.sum(Files.readAllBytes(folder.resolve("a.public"))) : "");
    }

    @Test
    void keysThatCannotServeAreNamed() throws Exception {
        openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.private");
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:secret -out locked.private");
        keys("a", "secp256r1");
        Files.writeString(folder.resolve("none"), "no key");
        for (var key : List.of("rsa.private", "locked.private", "a.public", "none", "nowhere")) {
            assertThatThrownBy(() -> sign(key))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(key)
                    .message()
                    .hasLineCount(1);
        }
        sign("a.private");
        assertThatThrownBy(() -> verify("a.private"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not a public key");
    }

    private void openssl(String arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            int code = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        } catch (IOException e) {
            assumeTrue(false, "there is no openssl");
        }
    }
}
