package io.sparkseq2seq.signature;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * A key in a PEM file, as {@code openssl} writes them: an elliptic curve's, P-256, P-384 or P-521, or Ed25519's.
 *
 * @param path of the file
 */
record PemFile(String path, String kind, byte[] content) {
    private static final int MOST_BYTES = 1 << 16;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*(?:PRIVATE|PUBLIC) KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final String PUBLIC = "PUBLIC KEY";
    private static final String PRIVATE = "PRIVATE KEY";
    /** The older form, of elliptic curves alone. */
    private static final String EC_PRIVATE = "EC PRIVATE KEY";

    /** Object identifiers in their encoding. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    /** Of a curve's parameters in an older private key, and of its public key in any. */
    private static final int CURVE = 0xA0;

    private static final int PUBLIC_POINT = 0xA1;

    /** @throws UserException when there is no such file or it holds no key */
    static PemFile read(String path, Configuration hadoop) {
        try {
            var bytes = TextFiles.bytes(TextFiles.path(path), MOST_BYTES, hadoop);
            var block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            if (!block.find()) {
                throw new UserException(
                        "this is no PEM file of a key without a password",
                        path,
                        "Make one with 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256'.");
            }
            return new PemFile(path, block.group(1), Base64.getMimeDecoder().decode(block.group(2)));
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("the key can't be read: " + e.getMessage(), path, "Check the file.");
        }
    }

    /** @throws UserException when it is no public key that can be used */
    PublicKey publicKey() {
        if (!kind.equals(PUBLIC)) {
            throw wrong("a public key");
        }
        return publicKey(content).orElseThrow(() -> wrong("a public key of an elliptic curve or of Ed25519"));
    }

    private static Optional<PublicKey> publicKey(byte[] content) {
        for (var algorithm : List.of("EC", "Ed25519")) {
            try {
                return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(content)));
            } catch (GeneralSecurityException e) {
                // It is of another algorithm.
            }
        }
        return Optional.empty();
    }

    /** @throws UserException when it is no private key that can be used */
    PrivateKey privateKey() {
        try {
            var pkcs8 =
                    switch (kind) {
                        case PRIVATE -> content;
                        case EC_PRIVATE -> pkcs8(content);
                        default -> throw wrong("a private key without a password");
                    };
            for (var algorithm : List.of("EC", "Ed25519")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                } catch (GeneralSecurityException e) {
                    // It is of another algorithm.
                }
            }
        } catch (IOException e) {
            // Said below.
        }
        throw wrong("a private key of an elliptic curve or of Ed25519");
    }

    /** The public key that belongs to a private one; nothing where the file does not tell it. */
    Optional<PublicKey> publicOfPrivate() {
        try {
            var inner = ByteBuffer.wrap(content);
            var curve = new byte[0];
            if (kind.equals(PRIVATE)) {
                var outer = Der.next(inner, Der.SEQUENCE);
                Der.next(outer, Der.INTEGER);
                curve = Der.bytes(Der.next(outer, Der.SEQUENCE));
                if (!startsWithEc(curve)) {
                    return Optional.empty();
                }
                curve = Arrays.copyOfRange(curve, EC.length, curve.length);
                inner = Der.next(outer, Der.OCTETS);
            }
            var key = Der.next(inner, Der.SEQUENCE);
            Der.next(key, Der.INTEGER);
            Der.next(key, Der.OCTETS);
            if (Der.tag(key) == CURVE) {
                curve = Der.bytes(Der.next(key, CURVE));
            }
            if (Der.tag(key) != PUBLIC_POINT) {
                return Optional.empty();
            }
            var point = Der.bytes(Der.next(key, PUBLIC_POINT));
            return publicKey(Der.of(Der.SEQUENCE, Der.of(Der.SEQUENCE, EC, curve), point));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean startsWithEc(byte[] algorithm) {
        return algorithm.length > EC.length && Arrays.equals(EC, 0, EC.length, algorithm, 0, EC.length);
    }

    /** The older form in the newer one, which has the algorithm and the curve before it. */
    private static byte[] pkcs8(byte[] older) throws IOException {
        var key = Der.next(ByteBuffer.wrap(older), Der.SEQUENCE);
        Der.next(key, Der.INTEGER);
        Der.next(key, Der.OCTETS);
        var curve = Der.bytes(Der.next(key, CURVE));
        return Der.of(
                Der.SEQUENCE,
                Der.of(Der.INTEGER, new byte[1]),
                Der.of(Der.SEQUENCE, EC, curve),
                Der.of(Der.OCTETS, older));
    }

    private UserException wrong(String wanted) {
        return new UserException(
                "'" + kind + "' is not " + wanted,
                path,
                "Give --key a private key to sign and its public key to verify: 'openssl pkey -in PRIVATE -pubout'"
                        + " writes the one of the other.");
    }
}
