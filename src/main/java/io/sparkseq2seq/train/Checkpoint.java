package io.sparkseq2seq.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.averaging.OuterOptimizer;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.model.ModelWeights;
import io.sparkseq2seq.model.SafeTensors;
import io.sparkseq2seq.model.SafeTensorsWriter;
import io.sparkseq2seq.model.SafeTensorsWriter.Named;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * How far a training had come, and all that it needs to go on as if it had not stopped: this as JSON, a model with the
 * network's parameters, the optimizer's moments and the outer optimizer's memory as tensors, and the {@link History}.
 * All that is random follows from the seed and these.
 *
 * @param epoch epochs done
 * @param round rounds done of the next epoch
 * @param iteration steps of a worker done
 * @param course that must be the same to go on
 */
record Checkpoint(int epoch, int round, int iteration, Course course) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String FILE = "checkpoint.json";
    private static final String MOMENTS = "moments.safetensors";
    private static final String OUTER = "outer.safetensors";

    /** Writes it with what a model lacks to be trained further into the folder of one. */
    void write(Path folder, ComputationGraph graph, OuterOptimizer outer, Configuration hadoop) throws IOException {
        write(new Path(folder, MOMENTS), moments(graph), hadoop);
        var memory = memory(outer);
        if (memory.isPresent()) {
            write(new Path(folder, OUTER), memory.get(), hadoop);
        }
        write(folder, hadoop);
    }

    /** Adam's first and second moments of all parameters, which DL4J keeps one after the other. */
    private static Named moments(ComputationGraph graph) {
        var moments = FloatVector.of(graph.getUpdater().getStateViewArray());
        return new Named("moments", List.of(2L, moments.size() / 2), moments);
    }

    private static Optional<Named> memory(OuterOptimizer outer) {
        return outer.memory().map(array -> Named.vector("update", FloatVector.of(array)));
    }

    /** Writes it alone. */
    void write(Path folder, Configuration hadoop) throws IOException {
        TextFiles.write(new Path(folder, FILE), JSON.writeValueAsString(this), hadoop);
    }

    private static void write(Path file, Named tensor, Configuration hadoop) throws IOException {
        SafeTensorsWriter.write(file, List.of(tensor), Map.of(), hadoop);
    }

    static Checkpoint read(Path folder, Configuration hadoop) {
        try {
            return JSON.readValue(TextFiles.read(new Path(folder, FILE), hadoop), Checkpoint.class);
        } catch (JsonProcessingException e) {
            throw unreadable(new Path(folder, FILE), e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** Puts the network and the outer optimizer into the state in which they were. */
    void restore(Path folder, ComputationGraph graph, OuterOptimizer outer, Configuration hadoop) {
        parameters(folder, graph, hadoop);
        read(new Path(folder, MOMENTS), List.of(moments(graph)), hadoop);
        memory(outer).ifPresent(memory -> read(new Path(folder, OUTER), List.of(memory), hadoop));
        graph.getConfiguration().setIterationCount(iteration);
        graph.getConfiguration().setEpochCount(epoch);
    }

    /** Sets a network's parameters to those in a checkpoint's folder. */
    static void parameters(Path folder, ComputationGraph graph, Configuration hadoop) {
        read(new Path(folder, TranslationModel.WEIGHTS), ModelWeights.of(graph).tensors(), hadoop);
    }

    private static void read(Path file, List<Named> into, Configuration hadoop) {
        try {
            SafeTensors.read(file, into, hadoop);
        } catch (IOException e) {
            throw unreadable(file, e.getMessage());
        }
    }

    private static UserException unreadable(Path file, String reason) {
        return new UserException(
                "the checkpoint can't be read: " + reason.replaceAll("\\s+", " "),
                file.toString(),
                "Delete its folder to go on from the one before it.");
    }
}
