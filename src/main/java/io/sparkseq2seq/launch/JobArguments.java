package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The arguments of a command, as far as they must be known before it starts.
 *
 * @param all as they were given, the command first
 * @param conf the file of settings, or a preset's name
 * @param overrides each {@code key=value}
 */
public record JobArguments(List<String> all, Optional<String> conf, List<String> overrides) {
    /** A path that the driver reads itself. */
    private static final Pattern REMOTE = Pattern.compile("(?!file:)[A-Za-z][A-Za-z0-9+.-]+:/.*");

    private static final List<String> NAMES = List.of("--conf", "-c");

    /** Takes arguments apart. */
    public static JobArguments of(List<String> all) {
        Optional<String> conf = Optional.empty();
        List<String> overrides = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            String argument = all.get(i);
            if (NAMES.contains(argument) && i + 1 < all.size()) {
                conf = Optional.of(all.get(++i));
            } else if (argument.startsWith("--conf=")) {
                conf = Optional.of(argument.substring("--conf=".length()));
            } else if (!argument.startsWith("-")) {
                overrides.add(argument);
            }
        }
        return new JobArguments(List.copyOf(all), conf, List.copyOf(overrides));
    }

    /** Whether it is a job on Spark that is to run, and not help that is asked for, or a command without settings. */
    public boolean areOfAJob() {
        return !all.isEmpty()
                && (Job.of(all.get(0)).isPresent() || all.get(0).equals("doctor"))
                && all.stream().noneMatch(List.of("--help", "-h", "--help-keys")::contains);
    }

    /**
     * The settings.
     *
     * @throws io.sparkseq2seq.config.UserException with all that is wrong
     */
    public Settings settings(ConfReader paths) {
        return Settings.load(conf, overrides, paths);
    }

    /** The same arguments for a machine that has no local file of settings: with its text in place of its path. */
    List<String> carried(ConfReader paths) {
        if (conf.isEmpty() || REMOTE.matcher(conf.get()).matches()) {
            return all;
        }
        var carried = new ArrayList<String>();
        for (int i = 0; i < all.size(); i++) {
            String argument = all.get(i);
            if (i > 0 && NAMES.contains(argument) && i + 1 < all.size()) {
                i++;
            } else if (i == 0 || !argument.startsWith("--conf=")) {
                carried.add(argument);
            }
        }
        carried.add(1, "--conf=" + Settings.carried(conf.get(), overrides, paths));
        return carried;
    }
}
