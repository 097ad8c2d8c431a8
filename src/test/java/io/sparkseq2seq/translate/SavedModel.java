package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.subword.Subwords;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** A tiny model of random weights in a folder, over {@link EchoModel}'s subwords: it babbles, but always the same. */
public final class SavedModel {
    private SavedModel() {}

    /** Writes the model whose start weights come of the seed. */
    public static void write(java.nio.file.Path folder, long seed) {
        write(folder, seed, EchoModel.SUBWORDS, EchoModel.SUBWORDS);
    }

    /** @param overrides of the settings of the network */
    static void write(java.nio.file.Path folder, long seed, Subwords source, Subwords target, String... overrides) {
        var all = new ArrayList<>(List.of(
                "model.embedding=8",
                "model.encoder.hidden=12",
                "model.decoder.hidden=12",
                "model.attention.hidden=8",
                "model.init-scale=2"));
        all.addAll(List.of(overrides));
        var settings = Settings.load(Optional.empty(), all).model();
        var graph = new ComputationGraph(
                Network.configure(settings, source.size(), target.size(), 0, new NoOp(), DataType.FLOAT, seed));
        graph.init();
        try {
            var path = new Path(folder.toUri());
            var origin = new ModelWriter.Origin("test", seed, "none", "");
            ModelWriter.write(path, new Configuration(), graph, source, target, origin);
            Checksums.write(path, Set.of(), new Configuration());
        } catch (IOException e) {
            throw new IllegalStateException(folder.toString(), e);
        }
    }

    /** {@link EchoModel}'s subwords with their characters in the opposite order. */
    static Subwords others() {
        try {
            var out = new ByteArrayOutputStream();
            EchoModel.SUBWORDS.write(out);
            var lines =
                    new ArrayList<>(out.toString(StandardCharsets.UTF_8).lines().toList());
            Collections.reverse(lines.subList(5, 5 + EchoModel.SUBWORDS.characters()));
            var text = String.join("\n", lines) + "\n";
            return Subwords.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
