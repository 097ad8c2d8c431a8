package io.sparkseq2seq.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * What is saved after an epoch, as a folder {@code epoch-N} that is itself a model to translate with: the network with
 * its optimizer, the subwords, and how far training has come. A checkpoint is published whole, so one that is there can
 * be read.
 *
 * @param epoch epochs done
 * @param fingerprint of the corpus
 * @param settings the rendered {@code model} and {@code train} settings that must agree to go on
 * @param history of all epochs so far
 */
record Checkpoint(int epoch, String fingerprint, String settings, List<EpochResult> history) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String FILE = "checkpoint.json";
    private static final String PREFIX = "epoch-";

    /**
     * Publishes it with the network under {@code folder}, and removes all but the newest {@code keep} and {@code best}.
     */
    void write(Path folder, ComputationGraph graph, Corpus corpus, int keep, int best, Configuration hadoop) {
        var target = new Path(folder, PREFIX + epoch);
        try (var publication = Publication.open(target.toString(), true, hadoop)) {
            var aside = publication.directory();
            TranslationModel.write(aside, hadoop, graph, corpus.sourceSubwords(), corpus.targetSubwords(), true);
            TextFiles.write(new Path(aside, FILE), JSON.writeValueAsString(this), hadoop);
            publication.publish();
            var epochs = epochs(folder, hadoop);
            for (int old : epochs.subList(0, Math.max(0, epochs.size() - Math.max(1, keep)))) {
                if (old != best) {
                    folder.getFileSystem(hadoop).delete(path(folder, old), true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is of this corpus and these settings, so that training may go on from it. */
    boolean isOf(String fingerprint, String settings) {
        return this.fingerprint.equals(fingerprint) && this.settings.equals(settings);
    }

    static Path path(Path folder, int epoch) {
        return new Path(folder, PREFIX + epoch);
    }

    /** The newest checkpoint under a folder, if there is one. */
    static Optional<Checkpoint> newest(Path folder, Configuration hadoop) {
        try {
            var epochs = epochs(folder, hadoop);
            if (epochs.isEmpty()) {
                return Optional.empty();
            }
            var newest = path(folder, epochs.get(epochs.size() - 1));
            return Optional.of(JSON.readValue(TextFiles.read(new Path(newest, FILE), hadoop), Checkpoint.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The network as it was, with its optimizer. */
    ComputationGraph network(Path folder, Configuration hadoop) {
        var file = new Path(path(folder, epoch), TranslationModel.WEIGHTS);
        try (var in = file.getFileSystem(hadoop).open(file)) {
            return ModelSerializer.restoreComputationGraph(in, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> epochs(Path folder, Configuration hadoop) throws IOException {
        var epochs = new ArrayList<Integer>();
        var files = folder.getFileSystem(hadoop);
        if (files.exists(folder)) {
            for (var status : files.listStatus(folder)) {
                var name = status.getPath().getName();
                if (name.matches(PREFIX + "\\d+")) {
                    epochs.add(Integer.parseInt(name.substring(PREFIX.length())));
                }
            }
        }
        epochs.sort(Comparator.naturalOrder());
        return epochs;
    }
}
