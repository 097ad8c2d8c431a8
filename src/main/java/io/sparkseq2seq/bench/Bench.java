package io.sparkseq2seq.bench;

import io.sparkseq2seq.storage.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@code scripts/bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the network on this machine, and the machine's own matrix-product ceiling in the same run.",
            "Prints text, and writes the same as target/bench/NAME.json."
        })
final class Bench implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "train|decode|gemm",
            description = "Training steps; translation with given lengths; the matrix products alone.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "model.KEY=VALUE", description = "Settings that change the model.")
    private List<String> overrides = List.of();

    @Option(names = "--precision", defaultValue = "f32", description = "f32, bf16 or auto (${DEFAULT-VALUE}).")
    private String precision;

    @Option(names = "--workers", defaultValue = "2", description = "Threads side by side (${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--batch", defaultValue = "64", description = "Sentences in a batch (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--seconds", defaultValue = "20", description = "How long to measure (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--beam", defaultValue = "1", description = "Hypotheses of a sentence (${DEFAULT-VALUE}).")
    private int beam;

    @Option(names = "--output", defaultValue = "target/bench", description = "Folder (${DEFAULT-VALUE}).")
    private Path output;

    /** Ends with 0, or 2 for wrong arguments. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public void run() {
        var options = new BenchOptions(precision, workers, batch, seconds, beam);
        var all = new java.util.ArrayList<>(overrides);
        all.add("model.precision=" + precision);
        var model = new ReferenceModel(all);
        var summary =
                switch (name) {
                    case "train" -> new TrainBench(model, options).run();
                    case "decode" -> new DecodeBench(model, options).run();
                    case "gemm" -> new GemmBench(options).run();
                    default -> throw new CommandLine.ParameterException(
                            spec.commandLine(), "There is no benchmark '" + name + "': train, decode or gemm.");
                };
        System.out.println(summary);
        write(summary);
    }

    private void write(JobSummary summary) {
        try {
            Files.createDirectories(output);
            Files.writeString(output.resolve(name + ".json"), summary.toJson() + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
