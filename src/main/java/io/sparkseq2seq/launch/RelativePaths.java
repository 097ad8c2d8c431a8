package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.PathSetting;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.fs.FileSystem;

/**
 * The paths among a job's settings that are relative to the folder in which the command is given. A driver on the
 * cluster runs in another folder, mostly on another machine: where the machines share a disk, paths are made absolute,
 * and elsewhere they are a mistake.
 */
final class RelativePaths {
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
        var relative = new TreeMap<String, String>();
        // Of another command, such as doctor, any of them may be the defaults, which it does not look at.
        var summary = new PathSetting(SUMMARY, settings.summary(), PathSetting.Use.WRITTEN);
        Stream.concat(PathSetting.of(job, settings).stream(), Stream.of(summary))
                .filter(setting -> setting.paths().stream().anyMatch(RelativePaths::isRelative))
                .forEach(setting -> relative.put(setting.key(), setting.value()));
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
     * @throws UserException for a relative path that was given, where the machines share no disk, and for secrets that
     *     no argument holds yet
     */
    static JobArguments resolved(JobArguments job, Settings settings, SubmitOptions options, Path folder) {
        if (!fileSystem(options).startsWith("file:")) {
            return job;
        }
        var defaults = Settings.load(Optional.empty(), List.of()).values();
        var arguments = new ArrayList<>(job.all());
        var relative = of(job.all().get(0), settings);
        relative.forEach((key, value) -> {
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
            if (!key.startsWith(PathSetting.INPUTS)) {
                var paths = new PathSetting(key, value, PathSetting.Use.READ);
                arguments.add(argument(key, paths.changed(path -> absolute(path, folder)), job));
            }
        });
        if (relative.keySet().stream().anyMatch(key -> key.startsWith(PathSetting.INPUTS))) {
            var inputs = PathSetting.inputs(settings.preprocess(), path -> absolute(path, folder));
            if (!isGiven(PathSetting.INPUTS, job) && !Secrets.masked(inputs).equals(inputs)) {
                throw new UserException(
                        "a secret in " + PathSetting.INPUTS
                                + " would stand in the arguments of a driver on the cluster, beside paths made absolute",
                        "settings",
                        "Take it out, as by a credential provider, or give absolute paths.");
            }
            arguments.add(argument(PathSetting.INPUTS, inputs, job));
        }
        return JobArguments.of(arguments);
    }

    private static boolean isGiven(String key, JobArguments job) {
        return job.overrides().stream()
                .anyMatch(given -> given.startsWith(key + "=") || given.startsWith(ROOT + key + "="));
    }

    private static String absolute(String path, Path folder) {
        return isRelative(path) ? folder.resolve(path.strip()).toString() : path;
    }

    /** Under the name by which it is given already, should it be. */
    private static String argument(String key, String value, JobArguments job) {
        var rooted = job.overrides().stream().anyMatch(given -> given.startsWith(ROOT + key + "="));
        return (rooted ? ROOT : "") + key + "=" + value;
    }
}
