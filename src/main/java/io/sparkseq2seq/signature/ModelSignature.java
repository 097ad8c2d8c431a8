package io.sparkseq2seq.signature;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Checks a model's folder against its digests and its signature, the file {@value #FILE} in it, and makes that. What
 * people may change, such as the card, is left out of both (see {@link ModelWriter#WITHOUT_DIGEST}).
 *
 * <pre>{@code
 * ModelSignature.sign("model", "private.pem", hadoop);
 * ModelSignature.verify("model", Optional.of("public.pem"), hadoop);
 * }</pre>
 */
public final class ModelSignature {
    private static final String FILE = "model.sig";
    private static final int MOST_BYTES = 1 << 24;

    private final String path;
    private final Path folder;
    private final Configuration hadoop;

    private ModelSignature(String path, Configuration hadoop) {
        this.path = path;
        this.folder = Published.find(path, Kind.MODEL, hadoop);
        this.hadoop = hadoop;
    }

    /**
     * Signs a model, whose files must be as they were written.
     *
     * @param key PEM file of a private key
     * @throws UserException when the model is missing or damaged, or the key cannot be used
     */
    public static JobSummary sign(String model, String key, Configuration hadoop) {
        return new ModelSignature(model, hadoop).sign(key);
    }

    /**
     * Verifies a model.
     *
     * @param key PEM file of the public key that it must be signed with; nothing for the digests alone
     * @throws UserException when the model is missing, one of its files is not as it was written or signed, or the key
     *     cannot be used; it names the file
     */
    public static JobSummary verify(String model, Optional<String> key, Configuration hadoop) {
        return new ModelSignature(model, hadoop).verify(key);
    }

    private JobSummary sign(String key) {
        var pem = PemFile.read(key, hadoop);
        var privateKey = pem.privateKey();
        var sums = intact();
        try {
            var files = new TreeMap<>(sums.sums());
            files.put(Checksums.FILE, Checksums.sum(new Path(folder, Checksums.FILE), hadoop));
            var statement = new Statement(TextFiles.path(path).getName(), files, ignored(files.keySet(), hidden()));
            var envelope = Envelope.sign(Statement.MEDIA_TYPE, statement.bytes(), privateKey);
            var bundle = Bundle.of(envelope, pem.publicOfPrivate());
            TextFiles.write(new Path(folder, FILE), bundle.json(), hadoop);
            return summary("sign", sums)
                    .put("signature", new Path(folder, FILE).toString())
                    .put("key", bundle.hint().isEmpty() ? key : bundle.hint());
        } catch (IOException e) {
            throw new UncheckedIOException("signing " + path, e);
        }
    }

    /** What people may change, hidden files, and the checksums that Hadoop keeps in such on a local disk. */
    private static List<String> ignored(Set<String> signed, List<String> hidden) {
        var checksums = Stream.concat(ModelWriter.WITHOUT_DIGEST.stream(), signed.stream())
                .map(name -> name.replaceFirst("([^/]+)$", ".$1.crc"));
        return Stream.of(ModelWriter.WITHOUT_DIGEST.stream(), hidden.stream(), checksums)
                .flatMap(names -> names)
                .sorted()
                .distinct()
                .toList();
    }

    /** Hidden files of the folder, such as the mark of what this tool has made. */
    private List<String> hidden() throws IOException {
        return Arrays.stream(TextFiles.fileSystem(folder, hadoop).listStatus(folder))
                .map(status -> status.getPath().getName())
                .filter(name -> name.startsWith("_") || name.startsWith("."))
                .toList();
    }

    private JobSummary verify(Optional<String> key) {
        var sums = intact();
        var summary = summary("verify", sums);
        if (key.isEmpty()) {
            return summary.put("signature", "not checked: no --key was given");
        }
        var publicKey = PemFile.read(key.get(), hadoop).publicKey();
        var statement = signed(publicKey, key.get());
        // As the digests are signed and all files agree with them, only what is named on one side alone is left.
        check(statement, Checksums.FILE, sum(Checksums.FILE));
        sums.sums().forEach((name, sum) -> check(statement, name, sum));
        for (var name : statement.files().keySet()) {
            if (!name.equals(Checksums.FILE) && !sums.sums().containsKey(name)) {
                check(statement, name, sum(name));
            }
        }
        return summary.put("signature", "valid").put("key", Bundle.hint(publicKey));
    }

    private Statement signed(PublicKey key, String keyFile) {
        var file = new Path(folder, FILE);
        if (!TextFiles.exists(file, hadoop)) {
            throw new UserException(
                    "the model is not signed", path + " holds no " + FILE, "Sign it with 'seq2seq sign'.");
        }
        try {
            var bundle = Bundle.parse(TextFiles.bytes(file, MOST_BYTES, hadoop));
            if (!bundle.hint().isEmpty() && !bundle.hint().equals(Bundle.hint(key))) {
                throw failed("it is signed with another key than " + keyFile);
            }
            if (!bundle.envelope().type().equals(Statement.MEDIA_TYPE)) {
                throw failed("it signs something else than a model");
            }
            if (!bundle.envelope().isOf(key)) {
                throw failed("it is not of the key " + keyFile + ", or was changed");
            }
            return Statement.parse(bundle.envelope().content());
        } catch (IOException e) {
            throw failed(e.getMessage());
        }
    }

    private UserException failed(String reason) {
        return new UserException(
                "the signature is not valid: " + reason,
                new Path(folder, FILE).toString(),
                "Do not use the model before you know why.");
    }

    private void check(Statement statement, String name, String sum) {
        var signed = statement.files().get(name);
        if (!sum.equals(signed)) {
            throw new UserException(
                    signed == null ? name + " is not signed" : name + " is not as it was signed",
                    path,
                    "Do not use the model before you know why.");
        }
    }

    private String sum(String name) {
        try {
            return Checksums.sum(new Path(folder, name), hadoop);
        } catch (IOException e) {
            return "";
        }
    }

    /** The digests of the model, which all its files agree with. */
    private Checksums intact() {
        try {
            // Names what is missing better than a digest could.
            TranslationModel.fingerprint(path, hadoop);
            var sums = Checksums.read(folder, hadoop);
            var damaged = Checksums.damaged(folder, ModelWriter.WITHOUT_DIGEST, hadoop);
            if (damaged.isPresent()) {
                boolean known = sums.sums().containsKey(damaged.get());
                throw new UserException(
                        known
                                ? "the model is damaged: " + damaged.get() + " is not as " + Checksums.FILE + " says"
                                : "a file is not the model's: " + Checksums.FILE + " does not name " + damaged.get(),
                        path,
                        known ? "Copy it again, or train a new one." : "Move the file away.");
            }
            return sums;
        } catch (IOException e) {
            throw new UserException("the model can't be read: " + e.getMessage(), path, "Copy it again.");
        }
    }

    private JobSummary summary(String command, Checksums sums) {
        return new JobSummary(command)
                .put("model", path)
                .put("fingerprint", TranslationModel.fingerprint(path, hadoop))
                .put("files", sums.sums().size());
    }
}
