package io.sparkseq2seq.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;

/**
 * Content of a type with a signature over both: DSSE, the envelope of in-toto. What is signed is the pre-authentication
 * encoding, {@code DSSEv1 LENGTH TYPE LENGTH CONTENT}, so that neither can be taken for the other.
 *
 * @param signature as the JDK writes it: of elliptic curves in ASN.1
 */
record Envelope(String type, byte[] content, byte[] signature) {
    static Envelope sign(String type, byte[] content, PrivateKey key) {
        try {
            var signer = Signature.getInstance(algorithm(key));
            signer.initSign(key);
            signer.update(encoded(type, content));
            return new Envelope(type, content, signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(key.getAlgorithm(), e);
        }
    }

    boolean isOf(PublicKey key) {
        try {
            var verifier = Signature.getInstance(algorithm(key));
            verifier.initVerify(key);
            verifier.update(encoded(type, content));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature that is none.
            return false;
        }
    }

    private static byte[] encoded(String type, byte[] content) {
        var name = type.getBytes(StandardCharsets.UTF_8);
        var all = new ByteArrayOutputStream();
        all.writeBytes(("DSSEv1 " + name.length + " ").getBytes(StandardCharsets.UTF_8));
        all.writeBytes(name);
        all.writeBytes((" " + content.length + " ").getBytes(StandardCharsets.UTF_8));
        all.writeBytes(content);
        return all.toByteArray();
    }

    /** A curve's digest is of about its size, as Sigstore pairs them. */
    private static String algorithm(Key key) {
        if (!(key instanceof ECKey curve)) {
            return "Ed25519";
        }
        int bits = curve.getParams().getOrder().bitLength();
        return bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA";
    }
}
