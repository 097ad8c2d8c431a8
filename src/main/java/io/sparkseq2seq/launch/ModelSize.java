package io.sparkseq2seq.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What the memory of a job depends on, of its model: read before the job starts, from files of a few kilobytes.
 *
 * @param parameters of the network
 * @param source size of its vocabulary
 * @param target size of its vocabulary
 * @param widths floats that a sentence's states take for each token of source and target together, while it is trained
 */
public record ModelSize(long parameters, int source, int target, long widths) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 20;

    /**
     * Of the model that a job trains or uses.
     *
     * @return nothing where its files cannot be read from here, or are not what they should be: the job will tell
     */
    public static Optional<ModelSize> read(Job job, Settings settings, Supplier<Configuration> hadoop) {
        try {
            return switch (job) {
                case PREPROCESS -> Optional.empty();
                case TRAIN -> ofCorpus(
                        json(settings.train().corpus(), Kind.CORPUS, "manifest.json", hadoop.get()), settings.model());
                case EVALUATE -> ofModel(json(settings.evaluate().model(), Kind.MODEL, "model.json", hadoop.get()));
                case TRANSLATE -> ofModel(json(settings.translate().model(), Kind.MODEL, "model.json", hadoop.get()));
            };
        } catch (IOException | UncheckedIOException | UserException e) {
            return Optional.empty();
        } catch (RuntimeException | NoClassDefFoundError e) {
            // Whatever a file system that is not set up here may throw.
            return Optional.empty();
        }
    }

    private static JsonNode json(String folder, Kind kind, String name, Configuration hadoop) throws IOException {
        var path = new Path(Published.find(folder, kind, hadoop), name);
        try {
            return JSON.readTree(TextFiles.bytes(path, MOST_BYTES, hadoop));
        } catch (JsonProcessingException e) {
            throw new IOException(path.toString(), e);
        }
    }

    private static Optional<ModelSize> ofModel(JsonNode model) {
        var network = model.path("architecture");
        long hidden = network.path("encoder").path("hidden").asLong();
        long layers = network.path("encoder").path("layers").asLong();
        var size = new ModelSize(
                model.path("parameters").asLong(),
                model.path("source").path("size").asInt(),
                model.path("target").path("size").asInt(),
                widths(
                        network.path("embedding").asLong(),
                        hidden,
                        layers,
                        network.path("decoder").path("hidden").asLong(),
                        network.path("attention").path("hidden").asLong(hidden)));
        return size.parameters > 0 ? Optional.of(size) : Optional.empty();
    }

    private static Optional<ModelSize> ofCorpus(JsonNode manifest, ModelSettings model) {
        int source = manifest.path("source").path("size").asInt();
        int target = manifest.path("target").path("size").asInt();
        return source > 0 && target > 0 ? Optional.of(of(model, source, target)) : Optional.empty();
    }

    /** Of a network that is to be trained; its parameters are those of equations 1 to 6 of the README. */
    static ModelSize of(ModelSettings model, int source, int target) {
        long embedding = model.embedding();
        long hidden = model.encoder().hidden();
        long state = model.decoder().hidden();
        long layers = model.encoder().layers();
        long gates = model.cell() == ModelSettings.Cell.LSTM ? 4 : 3;
        int directions = model.encoder().bidirectional() ? 2 : 1;
        long units = hidden / directions;
        long encoder = source * embedding;
        for (int layer = 0; layer < layers; layer++) {
            encoder += directions * gates * units * ((layer == 0 ? embedding : hidden) + units + 1);
        }
        long bridge = model.encoder().bidirectional() ? (hidden + 1) * state : 0;
        long compared = model.attention().hidden();
        long attention =
                switch (model.attention().score()) {
                    case ADDITIVE -> (state + hidden + 1) * compared;
                    case GENERAL -> state * hidden;
                    case DOT -> 0;
                };
        long features = state + hidden;
        long output = (model.tieEmbeddings() ? features * embedding : target * features) + target;
        long decoder =
                target * embedding + bridge + gates * state * (embedding + hidden + state + 1) + attention + output;
        return new ModelSize(encoder + decoder, source, target, widths(embedding, hidden, layers, state, compared));
    }

    /**
     * Inputs, gates, cells and states with their gradients, of both sides, and of the attention its keys, queries,
     * weights and features.
     */
    private static long widths(long embedding, long hidden, long layers, long state, long compared) {
        return 6 * embedding + 10 * layers * hidden + 12 * state + 4 * (state + hidden) + 4 * compared;
    }

    /** Bytes of the weights. */
    long bytes() {
        return parameters * Float.BYTES;
    }
}
