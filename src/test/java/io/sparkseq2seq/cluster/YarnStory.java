package io.sparkseq2seq.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The whole story on YARN: text on HDFS, the four jobs in cluster mode, translations on HDFS. It prints each job's time
 * and final status, and each container's peak memory beside what was asked for, and writes them as JSON. Containers
 * that take more than they asked for are killed, which the last step shows by one that is too small.
 *
 * <p>With {@code measure} it finds out instead what each job needs outside of the heap, for models of two sizes and for
 * executors of one core and two: each heap is resident from the start, so that the rest is what comes on top of it.
 */
public final class YarnStory {
    private static final Path FOLDER = Path.of("target/story/yarn");
    private static final Configuration HADOOP = new Configuration();
    private static final List<String> TEXTS =
            List.of("train.en", "train.zh", "valid.en", "valid.zh", "test.en", "test.zh");

    private final Yarn yarn;
    private final Path launcher;
    private final List<Map<String, Object>> steps = new ArrayList<>();

    private YarnStory(Yarn yarn, Path launcher) {
        this.yarn = yarn;
        this.launcher = launcher;
    }

    /** The launcher; the file for the figures; then nothing, or {@code measure}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (var yarn = new Yarn(FOLDER, 2, 8192, 2)) {
            var story = new YarnStory(yarn, Path.of(args[0]).toAbsolutePath());
            System.out.printf(Locale.ROOT, "YARN and HDFS are up after %.0f s%n", seconds(started));
            for (var text : TEXTS) {
                TextFiles.write(story.at("in/" + text), Files.readString(Path.of("data-samples", text)), HADOOP);
            }
            if (args.length > 2) {
                story.measure();
            } else {
                story.tell();
            }
            System.out.printf(Locale.ROOT, "all of it took %.0f s%n", seconds(started));
            var json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            Files.createDirectories(Path.of(args[1]).toAbsolutePath().getParent());
            json.writeValue(Path.of(args[1]).toFile(), story.steps);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private String at(String path) {
        return yarn.hdfs() + "/" + path;
    }

    private void tell() throws IOException, InterruptedException {
        succeeds("preprocess", List.of(), preprocess("quickstart", "corpus"));
        succeeds(
                "train",
                List.of(),
                "train",
                "--conf",
                "quickstart",
                "train.corpus=" + at("corpus"),
                "train.model=" + at("model"),
                "train.epochs=4");
        succeeds(
                "evaluate",
                List.of(),
                "evaluate",
                "--conf",
                "quickstart",
                "evaluate.model=" + at("model"),
                "evaluate.corpus=" + at("corpus"),
                "evaluate.output=" + at("evaluation"));
        succeeds("translate", List.of(), translate("model", "out"));
        int lines = lines(at("out"));
        require(lines == 400, "400 lines went in, and " + lines + " came out");
        tooSmall();
    }

    /** Spark asks for another one each time: that goes on until the job is ended. */
    private void tooSmall() throws IOException, InterruptedException {
        var all = new ArrayList<>(Arrays.asList(translate("model", "out-of-small")));
        all.add("--");
        all.addAll(yarn.options("too-small"));
        Collections.addAll(
                all,
                "--num-executors",
                "1",
                "--conf",
                "spark.executor.memory=460m",
                "--conf",
                "spark.executor.memoryOverhead=20m",
                "--conf",
                "spark.executor.extraJavaOptions=-XX:+AlwaysPreTouch -Xms460m");
        try (var command = Launcher.start(launcher, yarn.folder().resolve("too-small"), yarn.environment(), "", all)) {
            while (!command.printed().contains("exceeding physical memory limits")) {
                require(command.isAlive(), "a container that is too small was not killed: " + command.printed());
                Thread.sleep(100);
            }
            System.out.println("too-small");
            command.printed()
                    .lines()
                    .filter(line -> line.contains("exceeding physical memory limits"))
                    .limit(1)
                    .forEach(line -> System.out.println("    " + line));
            command.terminate();
            command.await();
        }
    }

    private void measure() throws IOException, InterruptedException {
        for (int cores = 1; cores <= 2; cores++) {
            var options = resident(cores);
            succeeds("preprocess-" + cores, options, preprocess("quickstart", "corpus-" + cores));
            for (var model : List.of("quickstart", "multi30k-en-de")) {
                String tag = "-" + model + "-" + cores;
                succeeds(
                        "train" + tag,
                        options,
                        "train",
                        "--conf",
                        model,
                        "train.corpus=" + at("corpus-" + cores),
                        "train.model=" + at("model" + tag),
                        "train.epochs=1",
                        "train.max-minutes=0.5",
                        "train.valid.bleu-sentences=64",
                        "train.workers=" + 2 * cores);
                succeeds(
                        "evaluate" + tag,
                        options,
                        "evaluate",
                        "evaluate.model=" + at("model" + tag),
                        "evaluate.corpus=" + at("corpus-" + cores),
                        "evaluate.output=" + at("evaluation" + tag));
                succeeds("translate" + tag, options, translate("model" + tag, "out" + tag));
            }
        }
    }

    /** What lies in the heap is all there from the start: the rest of a JVM is its peak without that. */
    private static List<String> resident(int cores) {
        var options = new ArrayList<String>();
        for (var who : List.of("driver", "executor")) {
            Collections.addAll(
                    options,
                    "--conf",
                    "spark." + who + ".memory=1g",
                    "--conf",
                    "spark." + who + ".memoryOverhead=5g",
                    "--conf",
                    "spark." + who + ".extraJavaOptions=-XX:+AlwaysPreTouch -Xms1g");
        }
        Collections.addAll(options, "--conf", "spark.executor.cores=" + cores);
        return options;
    }

    private String[] preprocess(String preset, String corpus) {
        var all = new ArrayList<>(List.of(
                "preprocess",
                "--conf",
                preset,
                "preprocess.source=" + at("in/train.en"),
                "preprocess.target=" + at("in/train.zh"),
                "preprocess.output=" + at(corpus)));
        for (var set : List.of("valid", "test")) {
            all.add("preprocess." + set + ".source=" + at("in/" + set + ".en"));
            all.add("preprocess." + set + ".target=" + at("in/" + set + ".zh"));
        }
        return all.toArray(String[]::new);
    }

    private String[] translate(String model, String output) {
        return new String[] {
            "translate",
            "translate.model=" + at(model),
            "translate.input=" + at("in/test.en"),
            "translate.output=" + at(output),
            "translate.max-length=40"
        };
    }

    private void succeeds(String name, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        var application = run(name, options, arguments);
        require(
                application.status().equals("SUCCEEDED") && application.attempts() == 1,
                name + " has ended as " + application + "\n" + yarn.logs(application.id()));
    }

    private static void require(boolean is, String what) {
        if (!is) {
            throw new IllegalStateException(what);
        }
    }

    private Yarn.Application run(String name, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--");
        all.addAll(yarn.options(name));
        Collections.addAll(all, "--deploy-mode", "cluster", "--num-executors", "2");
        all.addAll(options);
        try (var peaks = new ContainerPeaks(yarn, name);
                var command = Launcher.start(launcher, yarn.folder().resolve(name), yarn.environment(), "", all)) {
            var result = command.await();
            double time = seconds(started);
            require(yarn.isKnown(name), name + " was not submitted: " + result.err());
            var application = yarn.application(name);
            var containers = peaks.of(application.id());
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %4.0f s  %s, %d attempt(s), exit code %d%n",
                    name,
                    time,
                    application.status(),
                    application.attempts(),
                    result.exitCode());
            containers.forEach(one ->
                    System.out.printf(Locale.ROOT, "    %-9s %5d MB of %5d MB%n", one.role(), one.peak(), one.asked()));
            steps.add(Map.of(
                    "step",
                    name,
                    "seconds",
                    time,
                    "status",
                    application.status(),
                    "attempts",
                    application.attempts(),
                    "exit",
                    result.exitCode(),
                    "containers",
                    containers));
            return application;
        }
    }

    private static int lines(String folder) throws IOException {
        var path = new org.apache.hadoop.fs.Path(folder, "part-*");
        int lines = 0;
        for (var part : path.getFileSystem(HADOOP).globStatus(path)) {
            lines += (int) TextFiles.read(part.getPath(), HADOOP).lines().count();
        }
        return lines;
    }
}
