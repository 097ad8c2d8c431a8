package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.SentencePieces;
import io.sparkseq2seq.subword.SubwordNmtCodes;
import io.sparkseq2seq.subword.Subwords;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Writes the subwords of a corpus or a model in the files of other tools. */
public final class SubwordExport {
    private static final int MOST_BYTES = 1 << 28;

    private SubwordExport() {}

    /**
     * Writes {@code PREFIX.model} and {@code PREFIX.vocab} for SentencePiece, with the ids that they have here, and
     * {@code PREFIX.codes} for subword-nmt where the subwords are merges in words between spaces.
     *
     * @param file {@code subwords.source} or {@code subwords.target} of a corpus or a model
     * @throws UserException when it is no such file, or a file is there already and may not be replaced, or the
     *     subwords have marks of capitals
     */
    public static JobSummary write(String file, String prefix, boolean overwrite, Configuration hadoop) {
        var subwords = read(file, hadoop);
        if (!SentencePieces.canHold(subwords)) {
            throw new UserException(
                    "SentencePiece has no marks of capitals, which these subwords have",
                    file,
                    "Learn subwords with preprocess.subwords.capitals = keep.");
        }
        var files = new TreeMap<>(Map.of(
                prefix + ".model",
                SentencePieces.model(subwords),
                prefix + ".vocab",
                SentencePieces.vocabulary(subwords)));
        if (SubwordNmtCodes.canHold(subwords)) {
            files.put(prefix + ".codes", codes(subwords));
        }
        files.keySet().stream()
                .filter(path -> !overwrite && TextFiles.exists(path, hadoop))
                .findFirst()
                .ifPresent(path -> {
                    throw new UserException(
                            "that file is there already", path, "Give another prefix, or --overwrite to replace it.");
                });
        files.forEach((path, bytes) -> store(path, bytes, hadoop));
        return new JobSummary("subwords")
                .put("pieces", subwords.size())
                .put("written", String.join(", ", files.keySet()));
    }

    private static byte[] codes(Subwords subwords) {
        var codes = new ByteArrayOutputStream();
        try {
            SubwordNmtCodes.write(subwords, codes);
        } catch (IOException e) {
            throw new UncheckedIOException("codes", e);
        }
        return codes.toByteArray();
    }

    private static Subwords read(String file, Configuration hadoop) {
        try {
            return Subwords.read(new ByteArrayInputStream(TextFiles.bytes(TextFiles.path(file), MOST_BYTES, hadoop)));
        } catch (FileNotFoundException e) {
            throw new UserException(
                    "there is no such file", file, "Give subwords.source or subwords.target of a corpus or a model.");
        } catch (IOException e) {
            throw new UserException(
                            "it cannot be read: " + e.getMessage(),
                            file,
                            "Give subwords.source or subwords.target of a corpus or a model.")
                    .because(e);
        }
    }

    private static void store(String path, byte[] bytes, Configuration hadoop) {
        var file = TextFiles.path(path);
        try (var out = TextFiles.fileSystem(file, hadoop).create(file, true)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + path, e);
        }
    }
}
