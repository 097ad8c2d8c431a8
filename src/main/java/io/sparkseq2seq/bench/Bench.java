package io.sparkseq2seq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            "Prints text, and writes the same as target/bench/NAME.json.",
            "'bench kernels' times each kernel by itself and takes JMH's options; 'bench kernels -h' tells them."
        })
final class Bench implements Callable<Integer> {
    private static final int MOST_SAMPLES = 1_000;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "train|decode|gemm|bpe|cluster|invariance|lake|fidelity|duplicates|unigram|preprocess|noise",
            description = "Training steps; translation with given lengths; the matrix products alone;"
                    + " learning subwords and encoding; training on Spark, averaging included, by scripts/seq2seq;"
                    + " whether translations depend on batch, partitions, threads or order; incremental translation of"
                    + " an Iceberg table; what translations keep of numbers, addresses, placeholders, code and tags;"
                    + " near duplicates of a corpus, against all pairs compared with all; how likely a text is in unigrams"
                    + " learned from it, and in SentencePiece's; preprocess beside plain"
                    + " Spark; what cleaning finds of known noise in a clean corpus, and loses of it.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings, such as model.cell=gru.")
    private List<String> overrides = List.of();

    @Option(
            names = "--precision",
            defaultValue = "f32",
            description = "f32, bf16 or auto; decode: int8, too (${DEFAULT-VALUE}).")
    private String precision;

    @Option(names = "--workers", defaultValue = "2", description = "Threads side by side (${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--batch", defaultValue = "64", description = "Sentences in a batch (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long to measure; not cluster (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--beam", defaultValue = "1", description = "Hypotheses of a sentence (${DEFAULT-VALUE}).")
    private int beam;

    @Option(names = "--rounds", defaultValue = "6", description = "Of averaging, for cluster (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--divisor",
            defaultValue = "1",
            description =
                    "Of the sides of the matrix products, for a rough look at them and at ceilings that takes less"
                            + " time (${DEFAULT-VALUE}).")
    private int divisor;

    @Option(
            names = "--rows",
            defaultValue = "10000",
            description = "To translate, for invariance and lake, and for fidelity 1,000 at most (${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--model",
            description =
                    "A model's folder, for lake and fidelity, and for invariance; without, one of random weights is made;"
                            + " for unigram, a .model file of SentencePiece's.")
    private Optional<String> trained = Optional.empty();

    @Option(
            names = "--text",
            description = "A file of sentences to vary, for lake (data-samples/train.en) and fidelity"
                    + " (data-samples/test.en), there with its translations beside it.")
    private Optional<Path> text = Optional.empty();

    @Option(names = "--pairs", defaultValue = "1000000", description = "To make, for preprocess (${DEFAULT-VALUE}).")
    private long pairs;

    @Option(names = "--clean", description = "With the rules of clean.conf and of languages, for preprocess.")
    private boolean clean;

    @Option(names = "--source", description = "A file of source sentences, for duplicates, preprocess and noise.")
    private Path source = Path.of("data-samples/train.en");

    @Option(names = "--target", description = "The file of their translations, for duplicates, preprocess and noise.")
    private Path target = Path.of("data-samples/train.zh");

    @Option(
            names = "--similarity",
            defaultValue = "0.8",
            description = "Of near duplicates, for duplicates (${DEFAULT-VALUE}).")
    private double similarity;

    @Option(names = "--test-source", description = "A file of a test set's sources, for noise.")
    private Path testSource = Path.of("data-samples/test.en");

    @Option(names = "--test-target", description = "The file of their translations, for noise.")
    private Path testTarget = Path.of("data-samples/test.zh");

    @Option(names = "--foreign", description = "A file of sentences in a third language, for noise.")
    private Optional<Path> foreign = Optional.empty();

    @Option(
            names = "--languages",
            defaultValue = "en,zh",
            description = "Of source and target, for noise (${DEFAULT-VALUE}).")
    private String languages;

    @Option(
            names = "--share",
            defaultValue = "0.4",
            description = "Of pairs that are broken, for noise (${DEFAULT-VALUE}).")
    private double share;

    @Option(names = "--valid-source", description = "A file of a validation set's sources, for noise --train.")
    private Path validSource = Path.of("data-samples/valid.en");

    @Option(names = "--valid-target", description = "The file of their translations, for noise --train.")
    private Path validTarget = Path.of("data-samples/valid.zh");

    @Option(
            names = "--train",
            description = "The name of a preset such as multi30k-en-de, for noise: models are trained by it, on half of"
                    + " the pairs, and on these with noise in place of the others, cleaned; to noise-train.json.")
    private Optional<String> preset = Optional.empty();

    @Option(names = "--command", hidden = true, defaultValue = "scripts/seq2seq")
    private Path command;

    @Option(names = "--output", defaultValue = "target/bench", description = "Folder (${DEFAULT-VALUE}).")
    private Path output;

    /** Ends with 0, or 2 for wrong arguments. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var options = new BenchOptions(precision, workers, batch, seconds, beam, rounds, divisor);
        var all = new ArrayList<>(overrides);
        if (name.equals("decode")) {
            all.add("translate.precision=" + precision);
        } else {
            all.add("model.precision=" + precision);
        }
        var model = new ReferenceModel(all);
        var summary =
                switch (name) {
                    case "train" -> new TrainBench(model, options).run();
                    case "decode" -> new DecodeBench(model, options).run();
                    case "gemm" -> new GemmBench(options).run();
                    case "bpe" -> new BpeBench(options, all).run();
                    case "cluster" -> new ClusterBench(model, options, all, command, output.resolve("cluster")).run();
                    case "invariance" -> new InvarianceBench(
                                    invariance(), trained, rows, Way.all(), output.resolve("invariance"))
                            .run();
                    case "lake" -> new LakeBench(
                                    trained.orElse("target/quickstart/model"),
                                    text.orElse(Path.of("data-samples/train.en")),
                                    rows,
                                    workers,
                                    lake(),
                                    output.resolve("lake"))
                            .run();
                    case "fidelity" -> new FidelityBench(
                                    overrides,
                                    trained.orElse("target/quickstart/model"),
                                    text.orElse(Path.of("data-samples/test.en")),
                                    Math.min(rows, MOST_SAMPLES))
                            .run();
                    case "duplicates" -> new DuplicatesBench(
                                    source, target, similarity, workers, output.resolve("duplicates"))
                            .run();
                    case "unigram" -> new UnigramBench(
                                    text.orElse(Path.of("data-samples/train.en")),
                                    Path.of(trained.orElse("src/test/resources/subword/unigram.model")))
                            .run();
                    case "preprocess" -> new PreprocessBench(
                                    new PreprocessBench.Case(source, target, pairs, workers, clean, overrides),
                                    output.resolve("preprocess"))
                            .run();
                    case "noise" -> preset.isPresent() ? noiseTraining().run() : noise().run();
                    default -> throw new CommandLine.ParameterException(
                            spec.commandLine(),
                            "There is no benchmark '" + name + "': train, decode, gemm, bpe, cluster, invariance, lake,"
                                    + " fidelity, duplicates, unigram, preprocess, noise or kernels.");
                };
        System.out.println(summary);
        Files.createDirectories(output);
        var file = name.equals("noise") && preset.isPresent() ? "noise-train.json" : name + ".json";
        Files.writeString(output.resolve(file), summary.toJson() + "\n");
        return 0;
    }

    private NoiseBench noise() throws IOException {
        return new NoiseBench(
                source,
                target,
                List.of(testSource, testTarget),
                foreign(),
                languages,
                share,
                workers,
                output.resolve("noise"));
    }

    private NoiseTraining noiseTraining() {
        var data = new NoiseTraining.Data(
                List.of(source, target),
                List.of(validSource, validTarget),
                List.of(testSource, testTarget),
                foreign(),
                languages);
        return new NoiseTraining(data, preset.orElseThrow(), overrides, command, output.resolve("noise-train"));
    }

    private Path foreign() {
        return foreign.orElseThrow(
                () -> new CommandLine.ParameterException(spec.commandLine(), "noise needs --foreign FILE."));
    }

    private List<String> lake() {
        var settings = new ArrayList<>(List.of("translate.beam=" + beam, "translate.precision=" + precision));
        settings.addAll(overrides);
        return settings;
    }

    /** The search is as wide as {@code --beam} says, and short unless settings say more. */
    private List<String> invariance() {
        var settings = new ArrayList<>(List.of("translate.beam=" + beam, "translate.max-length=20"));
        settings.addAll(overrides);
        return settings;
    }
}
