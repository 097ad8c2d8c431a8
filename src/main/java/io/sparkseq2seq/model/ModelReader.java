package io.sparkseq2seq.model;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.Subwords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads a model's folder. Each file is checked against {@link Checksums} and {@link ModelFile} before it is used, and
 * memory is taken when all sizes are known to be right, so that a damaged file costs a message and no more.
 */
final class ModelReader {
    private static final int MOST_SUBWORDS = 1 << 26;
    /** The file of the models that versions before format 1 wrote. */
    private static final String OLD_WEIGHTS = "weights.zip";

    private final Path folder;
    private final Configuration hadoop;
    private final Checksums sums;

    private ModelReader(Path folder, Configuration hadoop) throws IOException {
        this.folder = folder;
        this.hadoop = hadoop;
        this.sums = Checksums.read(folder, hadoop);
    }

    /** @throws UserException when there is no model or it can't be read */
    static TranslationModel read(String path, Configuration hadoop) {
        return reading(path, hadoop, ModelReader::read);
    }

    /** @throws UserException when there is no model or it can't be read */
    static String fingerprint(String path, Configuration hadoop) {
        return reading(path, hadoop, ModelReader::fingerprint);
    }

    /** @throws UserException when there is no model or it can't be read */
    static String corpus(String path, Configuration hadoop) {
        return reading(path, hadoop, reader -> ModelFile.parse(reader.bytes(ModelFile.NAME, ModelFile.MOST_BYTES))
                .training()
                .corpus());
    }

    /** @throws UserException when there is no model or it can't be read */
    static String start(String path, Configuration hadoop) {
        return reading(path, hadoop, reader -> ModelFile.start(reader.bytes(ModelFile.NAME, ModelFile.MOST_BYTES)));
    }

    /** @throws UserException when there is no model or it can't be read */
    static long parameters(String path, Configuration hadoop) {
        return reading(path, hadoop, reader -> ModelFile.parse(reader.bytes(ModelFile.NAME, ModelFile.MOST_BYTES))
                .parameters());
    }

    private interface Reading<T> {
        T of(ModelReader reader) throws IOException;
    }

    private static <T> T reading(String path, Configuration hadoop, Reading<T> reading) {
        var folder = Published.find(path, Kind.MODEL, hadoop);
        try {
            if (!TextFiles.exists(new Path(folder, ModelFile.NAME), hadoop)) {
                throw missing(path, TextFiles.exists(new Path(folder, OLD_WEIGHTS), hadoop));
            }
            return reading.of(new ModelReader(folder, hadoop));
        } catch (IOException | UncheckedIOException e) {
            throw new UserException(
                    "The model can't be read: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                    path,
                    "Copy it again, or train a new one");
        }
    }

    private static UserException missing(String path, boolean old) {
        return old
                ? new UserException(
                        "The model is of an older kind, " + OLD_WEIGHTS + ", which is no longer read",
                        path,
                        "Train it again with this version")
                : new UserException(
                        "There is no model", path + " holds no " + ModelFile.NAME, "Train one, or name its folder");
    }

    private TranslationModel read() throws IOException {
        var description = bytes(ModelFile.NAME, ModelFile.MOST_BYTES);
        var file = ModelFile.parse(description);
        var calibration = ModelFile.calibration(description);
        var source = subwords(TranslationModel.SOURCE_SUBWORDS, file.source());
        var target = subwords(TranslationModel.TARGET_SUBWORDS, file.target());
        return new TranslationModel(weights(file), source, target, fingerprint(), calibration);
    }

    /** Of the content of all files that translating needs: 32 hexadecimal digits. */
    private String fingerprint() throws IOException {
        var lines = new StringBuilder();
        for (var name : TranslationModel.FILES) {
            var sum = sums.sums().get(name);
            if (sum == null) {
                throw new IOException(Checksums.FILE + " does not name " + name);
            }
            lines.append(sum).append("  ").append(name).append('\n');
        }
        return Checksums.sum(lines.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    private byte[] bytes(String name, int most) throws IOException {
        return in(name, () -> {
            var bytes = TextFiles.bytes(new Path(folder, name), most, hadoop);
            sums.require(name, Checksums.sum(bytes));
            return bytes;
        });
    }

    private Subwords subwords(String name, ModelFile.Vocabulary vocabulary) throws IOException {
        var bytes = bytes(name, MOST_SUBWORDS);
        if (!Checksums.sum(bytes).equals(vocabulary.sha256())) {
            throw new IOException(name + " is not the one that " + ModelFile.NAME + " tells of");
        }
        var subwords = Subwords.read(new ByteArrayInputStream(bytes));
        if (subwords.size() != vocabulary.size()) {
            throw new IOException(name + " has " + subwords.size() + " subwords, where " + ModelFile.NAME + " tells of "
                    + vocabulary.size());
        }
        return subwords;
    }

    private ModelWeights weights(ModelFile file) throws IOException {
        var path = new Path(folder, TranslationModel.WEIGHTS);
        var files = TextFiles.fileSystem(path, hadoop);
        return in(path.getName(), () -> {
            try (var in = Checksums.digesting(files.open(path))) {
                var tensors = SafeTensors.open(in, files.getFileStatus(path).getLen());
                tensors.require(ModelWeights.shapes(file.encoder(), file.decoder()));
                var weights = ModelWeights.allocate(file);
                try {
                    tensors.read(weights.tensors());
                    sums.require(path.getName(), Checksums.sum(in));
                    return weights;
                } catch (IOException | RuntimeException e) {
                    weights.close();
                    throw e;
                }
            }
        });
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** Names the file in what goes wrong with it. */
    private static <T> T in(String name, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }
}
