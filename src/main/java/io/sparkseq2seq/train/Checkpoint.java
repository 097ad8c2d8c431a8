package io.sparkseq2seq.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.averaging.Floats;
import io.sparkseq2seq.averaging.NetworkState;
import io.sparkseq2seq.averaging.OuterOptimizer;
import io.sparkseq2seq.averaging.Slice;
import io.sparkseq2seq.config.TrainSettings.Transfer;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far a training had come, and all that it needs to go on as if it had not stopped: this as JSON, the network's
 * parameters, the optimizer's moments and the outer optimizer's memory as raw floats, and the {@link History}. All that
 * is random follows from the seed and these.
 *
 * @param epoch epochs done
 * @param round rounds done of the next epoch
 * @param iteration steps of a worker done
 * @param fingerprint of the corpus
 * @param settings that must agree to go on
 */
record Checkpoint(int epoch, int round, int iteration, String fingerprint, String settings) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String FILE = "checkpoint.json";
    private static final String PARAMETERS = "parameters.bin";
    private static final String MOMENTS = "moments.bin";
    private static final String OUTER = "outer.bin";

    /** Whether it is of this corpus and these settings, so that training may go on from it. */
    boolean isOf(String fingerprint, String settings) {
        return this.fingerprint.equals(fingerprint) && this.settings.equals(settings);
    }

    /** Writes it with the network into a folder. */
    void write(Path folder, ComputationGraph graph, OuterOptimizer outer, Configuration hadoop) throws IOException {
        var state = NetworkState.of(graph, 1, Transfer.F32).slices().get(0);
        write(new Path(folder, PARAMETERS), state.parameters().bytes(), hadoop);
        write(new Path(folder, MOMENTS), state.updater().bytes(), hadoop);
        var memory = outer.memory();
        if (memory.isPresent()) {
            write(
                    new Path(folder, OUTER),
                    Floats.of(memory.get(), 0, 1, Transfer.F32).bytes(),
                    hadoop);
        }
        write(folder, hadoop);
    }

    /** Writes it alone. */
    void write(Path folder, Configuration hadoop) throws IOException {
        TextFiles.write(new Path(folder, FILE), JSON.writeValueAsString(this), hadoop);
    }

    private static void write(Path file, byte[] bytes, Configuration hadoop) throws IOException {
        try (var out = file.getFileSystem(hadoop).create(file, true)) {
            out.write(bytes);
        }
    }

    static Checkpoint read(Path folder, Configuration hadoop) {
        try {
            return JSON.readValue(TextFiles.read(new Path(folder, FILE), hadoop), Checkpoint.class);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** Puts the network and the outer optimizer into the state in which they were. */
    void restore(Path folder, ComputationGraph graph, OuterOptimizer outer, Configuration hadoop) {
        var state = new Slice(parameters(folder, hadoop), read(folder, MOMENTS, hadoop));
        new NetworkState(List.of(state), iteration, epoch).into(graph);
        Optional<INDArray> memory = outer.memory();
        memory.ifPresent(array -> read(folder, OUTER, hadoop).into(array, 0, 1));
    }

    /** The parameters in a checkpoint's folder. */
    static Floats parameters(Path folder, Configuration hadoop) {
        return read(folder, PARAMETERS, hadoop);
    }

    private static Floats read(Path folder, String name, Configuration hadoop) {
        var file = new Path(folder, name);
        try (var in = file.getFileSystem(hadoop).open(file)) {
            var bytes = in.readAllBytes();
            return new Floats(Transfer.F32, bytes.length / Float.BYTES, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
