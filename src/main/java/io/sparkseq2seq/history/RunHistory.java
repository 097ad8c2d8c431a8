package io.sparkseq2seq.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder with a small JSON file for each run, by the times of their starts. Runs only ever add a file of their own,
 * so that any number of them may share a folder, on any file system; a file that is half written is left out.
 */
final class RunHistory {
    /** Older ones are not read. */
    static final int MOST_RUNS = 1000;

    private static final int MOST_BYTES = 1 << 20;
    private static final String PREFIX = "run-";
    private static final String SUFFIX = ".json";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;
    private final Configuration hadoop;

    RunHistory(String folder, Configuration hadoop) {
        this.folder = TextFiles.path(folder);
        this.hadoop = hadoop;
    }

    /** Adds a run. */
    void add(Run run) {
        var name = PREFIX + NAME.format(run.instant()) + "-"
                + UUID.randomUUID().toString().substring(0, 8) + SUFFIX;
        try {
            TextFiles.write(new Path(folder, name), JSON.writeValueAsString(run) + "\n", hadoop);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(run.toString(), e);
        }
    }

    /**
     * The last runs, the oldest of them first; none where there is no such folder.
     *
     * @param most so many of them
     */
    List<Run> last(int most) {
        return last(most, run -> true);
    }

    /**
     * The last runs of a kind, the oldest of them first. No more files are read than it takes to find them.
     *
     * @param most so many of them, of the last {@value #MOST_RUNS} of all kinds
     */
    List<Run> last(int most, Predicate<Run> kind) {
        try {
            var files = Arrays.stream(TextFiles.fileSystem(folder, hadoop).listStatus(folder))
                    .map(file -> file.getPath())
                    .filter(path ->
                            path.getName().startsWith(PREFIX) && path.getName().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(Path::getName).reversed())
                    .limit(MOST_RUNS)
                    .toList();
            var runs = new ArrayList<Run>();
            for (int i = 0; i < files.size() && runs.size() < most; i++) {
                read(files.get(i)).filter(kind).ifPresent(runs::add);
            }
            Collections.reverse(runs);
            return runs;
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }

    private Optional<Run> read(Path file) {
        try {
            var run = JSON.readValue(TextFiles.bytes(file, MOST_BYTES, hadoop), Run.class);
            boolean whole = run.started() != null
                    && run.outcome() != null
                    && run.summary() != null
                    && Objects.nonNull(run.instant());
            return whole ? Optional.of(run) : Optional.empty();
        } catch (IOException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The page of a history.
     *
     * @return the runs that it shows
     * @throws UserException when there are none
     */
    int writePage(String output) {
        var runs = last(MOST_RUNS);
        if (runs.isEmpty()) {
            throw new UserException(
                    "there is no history of runs", folder.toString(), "Name the folder that translate.history named.");
        }
        TextFiles.write(output, new HistoryPage(folder.toString(), runs).html(), hadoop);
        return runs.size();
    }
}
