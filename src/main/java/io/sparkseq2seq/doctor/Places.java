package io.sparkseq2seq.doctor;

import io.sparkseq2seq.config.PathSetting;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The paths that settings name, by their keys; those that are left as they are by default are not asked for.
 *
 * @param read by a job
 * @param written by a job
 */
record Places(Map<String, String> read, Map<String, String> written) {
    private static final String START = "train.start-from";

    static Places of(Settings settings) {
        var defaults = Settings.load(Optional.empty(), List.of()).values();
        var places = new Places(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (var job : PathSetting.JOBS) {
            for (var path : PathSetting.of(job, settings)) {
                if (!path.value().isEmpty() && !path.value().equals(defaults.get(path.key()))) {
                    switch (path.use()) {
                        case READ -> places.read.put(path.key(), path.value());
                        case WRITTEN -> places.written.put(path.key(), path.value());
                        case KEPT -> {
                            // It need not be there, but for a model to start from that is not the one trained.
                            if (path.key().equals(START) && !isTrained(path.value(), settings)) {
                                places.read.put(path.key(), path.value());
                            }
                        }
                    }
                }
            }
        }
        return places;
    }

    private static boolean isTrained(String path, Settings settings) {
        return TextFiles.path(path).equals(TextFiles.path(settings.train().model()));
    }

    /** The schemes of all, and that of paths without one, each once. */
    List<String> schemes(Configuration hadoop) {
        var standard = FileSystem.getDefaultUri(hadoop).getScheme();
        var named = Stream.concat(read.keySet().stream().flatMap(key -> paths(key).stream()), written.values().stream())
                .map(path -> TextFiles.path(path).toUri().getScheme());
        return Stream.concat(Stream.of(standard), named.filter(scheme -> scheme != null))
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> paths(String key) {
        return new PathSetting(key, read.get(key), PathSetting.Use.READ).paths();
    }

    /** Whether there is something at each path or pattern of a setting that is read. */
    boolean isThere(String key, Configuration hadoop) throws IOException {
        for (var path : paths(key)) {
            if (!isOne(path, hadoop)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOne(String name, Configuration hadoop) throws IOException {
        var path = TextFiles.path(name);
        var found = TextFiles.fileSystem(path, hadoop).globStatus(path);
        return found != null && found.length > 0;
    }
}
