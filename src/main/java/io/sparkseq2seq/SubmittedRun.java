package io.sparkseq2seq;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.launch.ClusterManager;
import io.sparkseq2seq.launch.DriverPod;
import io.sparkseq2seq.launch.PodName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * A job whose driver runs on the cluster, from where it is submitted: runs spark-submit, and ends as the job did, as
 * far as that can be seen. spark-submit by itself tells success from failure on YARN, and nothing on Spark's own
 * cluster and on Kubernetes: it ends with 0 however the driver ended. Kubernetes tells it by the driver's pod. The file
 * that {@code summary} names has the exit code, the line that helps and the job's summary, which are printed as if the
 * driver had run here.
 */
final class SubmittedRun {
    /** What Spark's own cluster's client says in the end, at the level of information. */
    private static final Pattern STATE =
            Pattern.compile("State of driver (\\S+) is (FINISHED|FAILED|ERROR|KILLED)\\b.*");

    private static final long SECONDS_TO_END = 5;

    private final PrintStream out;
    private final PrintStream err;
    private volatile String driver = "";
    private volatile String state = "";

    private SubmittedRun(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Its arguments are {@code spark-submit}, and then those of {@link Launch}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            var launch = Launch.of(List.of(args).subList(1, args.length));
            System.exit(new SubmittedRun(out, err).run(args[0], launch));
        } catch (RuntimeException e) {
            System.exit(Failure.of(e, Optional.empty()).print(err));
        }
    }

    private int run(String submit, Launch launch) throws IOException, InterruptedException {
        var hadoop = Session.hadoop();
        launch.hadoop().forEach(hadoop::set);
        var path = launch.settings().summary();
        // Of a run before, it would tell the wrong end.
        var before = read(path, launch, hadoop);
        int code = end(submit, launch.command());
        return ended(
                code,
                path,
                read(path, launch, hadoop).filter(now -> before.stream()
                        .noneMatch(then -> then.started().equals(now.started()))),
                launch);
    }

    private Optional<SummaryFile.Told> read(String path, Launch launch, Configuration hadoop) {
        try {
            return path.isEmpty() ? Optional.empty() : SummaryFile.told(path, launch.job(), hadoop);
        } catch (RuntimeException e) {
            var failure = Failure.of(e, Optional.of(launch.settings().spark()));
            err.println("seq2seq: the summary cannot be read here: " + failure.message());
            return Optional.empty();
        }
    }

    /** Runs spark-submit to its end, and hears what it says. */
    private int end(String submit, List<String> command) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(submit));
        line.addAll(command);
        var process = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        var stop = new Thread(() -> stop(process), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var said = lines.readLine(); said != null; said = lines.readLine()) {
                err.println(said);
                var match = STATE.matcher(said);
                if (match.find()) {
                    driver = match.group(1);
                    state = match.group(2);
                }
            }
        }
        int code = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        return code;
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a driver on Spark's own cluster, which was to be waited for, has ended without a word. */
    private boolean isUnknown(Launch launch) {
        return state.isEmpty()
                && launch.submit().manager() == ClusterManager.STANDALONE
                && !launch.submit()
                        .get("spark.standalone.submit.waitAppCompletion")
                        .orElse("true")
                        .equals("false");
    }

    private int ended(int code, String path, Optional<SummaryFile.Told> told, Launch launch) {
        boolean failed = code != 0 || !state.isEmpty() && !state.equals("FINISHED");
        var exit = told.flatMap(SummaryFile.Told::exit);
        if (exit.isPresent()) {
            if (exit.get() == 0) {
                out.println(
                        launch.wantsJson()
                                ? told.get().text().strip()
                                : told.get().summary());
            } else {
                err.println("seq2seq: " + told.get().message());
            }
            return exit.get();
        }
        var pod = code == 0 ? PodName.awaited(launch.submit()) : Optional.<String>empty();
        if (pod.isPresent()) {
            var driver = DriverPod.ended(launch.submit(), pod.get());
            if (driver.exitCode() != 0) {
                err.println(driver.message());
            }
            return driver.exitCode();
        } else if (!failed && isUnknown(launch)) {
            err.println("seq2seq: nobody can tell how the driver has ended: spark-submit has not said it. Set"
                    + " summary=PATH, a path that all machines reach, and leave Spark's own messages as they are.");
            return ExitCode.RETRY.code();
        } else if (!failed) {
            return 0;
        } else if (told.isPresent()) {
            err.println("seq2seq: the driver was killed, or its machine was lost (" + Secrets.masked(path)
                    + "). Look into its log, then give the same command again.");
            return ExitCode.RETRY.code();
        }
        if (!state.isEmpty()) {
            err.println("seq2seq: the driver ended as " + state + " (" + driver
                    + "). Its log is in a folder of that name on a"
                    + " worker; with summary=PATH, a path that all machines reach, the reason is told here.");
        }
        return code == 0 ? ExitCode.BUG.code() : code;
    }
}
