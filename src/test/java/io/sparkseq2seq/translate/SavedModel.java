package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
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
        var settings = Settings.load(
                        Optional.empty(),
                        List.of(
                                "model.embedding=8",
                                "model.encoder.hidden=12",
                                "model.decoder.hidden=12",
                                "model.attention.hidden=8",
                                "model.init-scale=2"))
                .model();
        int vocabulary = EchoModel.SUBWORDS.size();
        var graph = new ComputationGraph(
                Network.configure(settings, vocabulary, vocabulary, 0, new NoOp(), DataType.FLOAT, seed));
        graph.init();
        try {
            var subwords = EchoModel.SUBWORDS;
            var path = new Path(folder.toUri());
            ModelWriter.write(
                    path, new Configuration(), graph, subwords, subwords, new ModelWriter.Origin("test", seed, "none"));
            Checksums.write(path, Set.of(), new Configuration());
        } catch (IOException e) {
            throw new IllegalStateException(folder.toString(), e);
        }
    }
}
