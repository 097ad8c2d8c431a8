package io.sparkseq2seq.model;

import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.Subwords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Writes what {@link TranslationModel#load} reads. */
public final class ModelWriter {
    /**
     * Where a model comes from.
     *
     * @param tool version of this tool
     * @param seed of all that was random
     * @param corpus its fingerprint
     * @param start fingerprint of the model whose weights its training began with; empty: random ones
     */
    public record Origin(String tool, long seed, String corpus, String start) {}

    /** What lies in a model's folder without a digest, for people may change it or it has digests of its own. */
    public static final Set<String> WITHOUT_DIGEST = Set.of("README.md", "checkpoints", "evaluation", "model.sig");

    private ModelWriter() {}

    /**
     * Writes a model's files into a folder, {@link Checksums} left to the caller, who may add more.
     *
     * @param graph whose parameters they are
     */
    public static void write(
            Path folder, Configuration hadoop, ComputationGraph graph, Subwords source, Subwords target, Origin origin)
            throws IOException {
        var weights = ModelWeights.of(graph);
        var sourceBytes = bytes(source);
        var targetBytes = bytes(target);
        var file = new ModelFile(
                ModelFile.FORMAT,
                origin.tool,
                Architecture.of(weights.encoderShape(), weights.decoderShape()),
                new ModelFile.Vocabulary(source.size(), Checksums.sum(sourceBytes)),
                new ModelFile.Vocabulary(target.size(), Checksums.sum(targetBytes)),
                weights.size(),
                new ModelFile.Training(weights.precision(), weights.product(), origin.seed, origin.corpus));
        write(new Path(folder, ModelFile.NAME), file.bytes(origin.start, Optional.empty()), hadoop);
        write(new Path(folder, TranslationModel.SOURCE_SUBWORDS), sourceBytes, hadoop);
        write(new Path(folder, TranslationModel.TARGET_SUBWORDS), targetBytes, hadoop);
        SafeTensorsWriter.write(
                new Path(folder, TranslationModel.WEIGHTS), weights.tensors(), Map.of("tool", origin.tool), hadoop);
    }

    /**
     * Writes into a model's folder, whose files lie there, what its scores are worth; {@link Checksums} left to the
     * caller.
     *
     * @throws IOException when there is no model, or none that this version has written
     */
    public static void write(Path folder, Configuration hadoop, Calibration calibration) throws IOException {
        calibration.check();
        var description = new Path(folder, ModelFile.NAME);
        var before = TextFiles.bytes(description, ModelFile.MOST_BYTES, hadoop);
        var file = ModelFile.parse(before);
        write(description, file.bytes(ModelFile.start(before), Optional.of(calibration)), hadoop);
    }

    private static void write(Path file, byte[] bytes, Configuration hadoop) throws IOException {
        try (var out = TextFiles.fileSystem(file, hadoop).create(file, true)) {
            out.write(bytes);
        }
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        var bytes = new ByteArrayOutputStream();
        subwords.write(bytes);
        return bytes.toByteArray();
    }
}
