package io.sparkseq2seq;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.Release;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.history.MeasuredRun.Ending;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.TextFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;

/**
 * The file that {@code summary} names: how a run ended, for whoever sees neither its standard output nor its exit code.
 * It is there from the start, with the outcome {@code running}, so that a path that cannot be written is told before
 * the work, and a driver that was killed outright leaves that. A file that is not of this kind is never replaced.
 *
 * <pre>{@code {"job": "train", "outcome": "failed", "exit": 2, "message": "there is no corpus …", "started": "…", …}}
 * </pre>
 */
final class SummaryFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 16 << 20;
    private static final String KEY = "summary=";
    private static final String RUNNING = "running";

    private final Path path;
    private final String job;
    private final Configuration hadoop;
    private final String started = now();
    private String application = "";

    private SummaryFile(Path path, String job, Configuration hadoop) {
        this.path = path;
        this.job = job;
        this.hadoop = hadoop;
    }

    /**
     * Begins one.
     *
     * @param path that {@code summary} names
     * @param job that runs
     * @throws UserException when something else is there, or it cannot be written
     */
    static SummaryFile begin(String path, String job, Configuration hadoop) {
        var file = new SummaryFile(TextFiles.path(path), job, hadoop);
        var there = file.read();
        if (there.isPresent() && outcome(there.get()).isEmpty()) {
            throw new UserException(
                    "what is there is no summary of a run, and is not replaced",
                    path,
                    "Name another file for summary.");
        }
        file.running();
        return file;
    }

    private void running() {
        try {
            write(head(new Ending(RUNNING, 0, "")));
        } catch (UncheckedIOException e) {
            throw unusable(e.getCause());
        }
    }

    private UserException unusable(IOException e) {
        return new UserException(
                        "the summary cannot be written there: "
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        path.toString(),
                        "Check that it is a file's path, and who may write there.")
                .because(e);
    }

    /**
     * What a run has told.
     *
     * @param started when the run began
     * @param exit its exit code; nothing while it runs, and of one that was killed
     * @param message the line that helps; empty where all is well
     * @param summary what the job tells of itself
     * @param text of the file
     */
    record Told(String started, Optional<Integer> exit, String message, JobSummary summary, String text) {}

    /** What is told there; nothing where there is no such file, or it is another one. */
    static Optional<Told> told(String path, String job, Configuration hadoop) {
        var file = new SummaryFile(TextFiles.path(path), job, hadoop);
        return file.read().filter(node -> outcome(node).isPresent()).map(node -> {
            var exit = node.path("exit").isInt() ? Optional.of(node.get("exit").asInt()) : Optional.<Integer>empty();
            return new Told(
                    node.path("started").asText(),
                    exit,
                    node.path("message").asText(),
                    JobSummary.of(job, node.toString()),
                    node.toPrettyString());
        });
    }

    /** The path in arguments whose settings as a whole are wrong. */
    static Optional<String> named(List<String> overrides) {
        return overrides.stream()
                .filter(setting -> setting.startsWith(KEY) || setting.startsWith("seq2seq." + KEY))
                .map(setting -> setting.substring(setting.indexOf('=') + 1))
                .filter(path -> !path.isBlank())
                .reduce((first, last) -> last);
    }

    /** Notes Spark's id of the application. */
    void of(String application) {
        this.application = application;
        running();
    }

    /** The job is done. */
    void done(JobSummary summary) {
        var outcome = summary.get("outcome");
        write(head(new Ending(outcome == null ? "done" : outcome.toString(), 0, ""))
                .putAll(summary));
    }

    /** The job has failed. */
    void failed(Ending ending) {
        write(head(ending));
    }

    private JobSummary head(Ending ending) {
        var head = new JobSummary(job).put("job", job).put("outcome", ending.outcome());
        if (!ending.outcome().equals(RUNNING)) {
            head.put("exit", ending.exit());
        }
        if (!ending.message().isEmpty()) {
            head.put("message", ending.message());
        }
        head.put("started", started);
        if (!ending.outcome().equals(RUNNING)) {
            head.put("ended", now());
        }
        if (!application.isEmpty()) {
            head.put("application", application);
        }
        return head.put("version", Release.version());
    }

    private void write(JobSummary summary) {
        TextFiles.replace(path, summary.toJson() + "\n", hadoop);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** What is there; nothing where there is no such file. */
    private Optional<JsonNode> read() {
        try {
            return Optional.of(JSON.readTree(TextFiles.bytes(path, MOST_BYTES, hadoop)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (JsonProcessingException | ChecksumException e) {
            return Optional.of(JSON.nullNode());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Optional<String> outcome(JsonNode node) {
        return node.path("job").isTextual() && node.path("outcome").isTextual()
                ? Optional.of(node.path("outcome").asText())
                : Optional.empty();
    }
}
