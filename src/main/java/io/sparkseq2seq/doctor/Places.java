package io.sparkseq2seq.doctor;

import io.sparkseq2seq.config.DataFormat;
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
    private static final List<String> READ = List.of(
            "preprocess.source",
            "preprocess.target",
            "preprocess.input",
            "preprocess.valid.source",
            "preprocess.valid.target",
            "preprocess.valid.input",
            "preprocess.test.source",
            "preprocess.test.target",
            "preprocess.test.input",
            "train.corpus",
            "evaluate.model",
            "evaluate.corpus",
            "evaluate.hypotheses",
            "translate.model",
            "translate.input");
    private static final List<String> WRITTEN =
            List.of("preprocess.output", "train.model", "evaluate.output", "translate.output");

    static Places of(Settings settings) {
        var values = settings.values();
        var defaults = Settings.load(Optional.empty(), List.of()).values();
        var read = given(READ, values, defaults);
        var written = given(WRITTEN, values, defaults);
        if (settings.translate().format() == DataFormat.TABLE) {
            read.remove("translate.input");
        }
        if (settings.translate().written() == DataFormat.TABLE) {
            written.remove("translate.output");
        }
        return new Places(read, written);
    }

    private static Map<String, String> given(
            List<String> keys, Map<String, String> values, Map<String, String> defaults) {
        var given = new LinkedHashMap<String, String>();
        for (var key : keys) {
            var value = values.getOrDefault(key, "");
            if (!value.isEmpty() && !value.equals(defaults.get(key))) {
                given.put(key, value);
            }
        }
        return given;
    }

    /** The schemes of all, and that of paths without one, each once. */
    List<String> schemes(Configuration hadoop) {
        var standard = FileSystem.getDefaultUri(hadoop).getScheme();
        var named = Stream.concat(read.values().stream(), written.values().stream())
                .map(path -> TextFiles.path(path).toUri().getScheme());
        return Stream.concat(Stream.of(standard), named.filter(scheme -> scheme != null))
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether there is something at a path or pattern. */
    static boolean isThere(String name, Configuration hadoop) throws IOException {
        var path = TextFiles.path(name);
        var found = TextFiles.fileSystem(path, hadoop).globStatus(path);
        return found != null && found.length > 0;
    }
}
