package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.fs.FileSystem;

/**
 * The paths among a job's settings that are relative to the folder in which the command is given. A driver on the
 * cluster runs in another folder, mostly on another machine: where the machines share a disk, paths are made absolute,
 * and elsewhere they are a mistake.
 */
final class RelativePaths {
    private static final Map<String, List<String>> KEYS = Map.of(
            "preprocess",
            List.of(
                    "preprocess.source",
                    "preprocess.target",
                    "preprocess.input",
                    "preprocess.valid.source",
                    "preprocess.valid.target",
                    "preprocess.valid.input",
                    "preprocess.test.source",
                    "preprocess.test.target",
                    "preprocess.test.input",
                    "preprocess.holdout.like",
                    "preprocess.output"),
            "train",
            List.of("train.corpus", "train.model"),
            "translate",
            List.of(
                    "translate.model",
                    "translate.input",
                    "translate.output",
                    "translate.report",
                    "translate.history",
                    "translate.incremental.work",
                    "translate.incremental.memory",
                    "translate.terms.glossary",
                    "translate.gate.report"),
            "evaluate",
            List.of(
                    "evaluate.model",
                    "evaluate.corpus",
                    "evaluate.hypotheses",
                    "evaluate.references",
                    "evaluate.output"));

    private static final String SUMMARY = "summary";
    private static final String ROOT = "seq2seq.";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

    private RelativePaths() {}

    /**
     * The settings of a job that name relative paths.
     *
     * @return their values by their keys
     */
    static Map<String, String> of(String job, Settings settings) {
        var values = settings.values();
        var relative = new TreeMap<String, String>();
        var keys = new ArrayList<>(
                // Of another command, such as doctor, any of them may be the defaults, which it does not look at.
                KEYS.getOrDefault(job, List.of()));
        if (settings.translate().format() == DataFormat.TABLE) {
            keys.remove("translate.input");
        }
        if (settings.preprocess().format() == PreprocessSettings.Format.TABLE) {
            keys.removeAll(List.of("preprocess.input", "preprocess.valid.input", "preprocess.test.input"));
        }
        if (settings.translate().written() == DataFormat.TABLE) {
            keys.remove("translate.output");
        }
        keys.add(SUMMARY);
        for (var key : keys) {
            var value = values.get(key);
            if (!value.isEmpty() && Arrays.stream(value.split(",")).anyMatch(RelativePaths::isRelative)) {
                relative.put(key, value);
            }
        }
        return relative;
    }

    private static String fileSystem(SubmitOptions options) {
        return options.get("spark.hadoop." + CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY)
                .orElseGet(() -> FileSystem.getDefaultUri(new Configuration()).toString());
    }

    private static boolean isRelative(String path) {
        return !path.isBlank()
                && !path.strip().startsWith("/")
                && !SCHEME.matcher(path.strip()).matches();
    }

    /**
     * The arguments of a job as a driver elsewhere is to have them. On another default file system than local disks a
     * relative path belongs to the user, wherever the driver runs.
     *
     * @param settings what they amount to
     * @param folder in which the command is given
     * @throws UserException for a relative path that was given, where the machines share no disk
     */
    static JobArguments resolved(JobArguments job, Settings settings, SubmitOptions options, Path folder) {
        if (!fileSystem(options).startsWith("file:")) {
            return job;
        }
        var defaults = Settings.load(Optional.empty(), List.of()).values();
        var arguments = new ArrayList<>(job.all());
        of(job.all().get(0), settings).forEach((key, value) -> {
            if (!settings.spark().sharedDisk()) {
                if (value.equals(defaults.get(key))) {
                    return;
                }
                throw new UserException(
                        key + " = " + value
                                + " is relative to a folder of this machine, and the driver runs on the cluster",
                        "settings",
                        "Give a path that all machines reach, such as hdfs:///" + value
                                + "; where they share this disk, set spark.shared-disk=true.");
            }
            var absolute = Arrays.stream(value.split(","))
                    .map(path -> isRelative(path) ? folder.resolve(path.strip()).toString() : path)
                    .collect(Collectors.joining(","));
            // Under the name by which it is given already, should it be.
            var rooted = job.overrides().stream().anyMatch(given -> given.startsWith(ROOT + key + "="));
            arguments.add((rooted ? ROOT : "") + key + "=" + absolute);
        });
        return JobArguments.of(arguments);
    }
}
