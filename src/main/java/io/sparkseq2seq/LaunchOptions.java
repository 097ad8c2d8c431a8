package io.sparkseq2seq;

import io.sparkseq2seq.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be known before the JVM of {@link App} starts, for {@code scripts/seq2seq}: prints the heap on one line and
 * the compute threads of a task on the next, from the same arguments. Wrong arguments give the defaults; the command
 * itself reports them.
 */
final class LaunchOptions {
    private LaunchOptions() {}

    /** Prints, for example, {@code 4g} and {@code 1}. */
    public static void main(String[] args) {
        var spark = settings(args).spark();
        System.out.println(spark.memory());
        System.out.println(spark.threadsPerTask());
    }

    static Settings settings(String[] args) {
        Optional<String> conf = Optional.empty();
        List<String> overrides = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            if ((args[i].equals("--conf") || args[i].equals("-c")) && i + 1 < args.length) {
                conf = Optional.of(args[++i]);
            } else if (args[i].startsWith("--conf=")) {
                conf = Optional.of(args[i].substring("--conf=".length()));
            } else if (!args[i].startsWith("-")) {
                overrides.add(args[i]);
            }
        }
        try {
            return Settings.load(conf, overrides, Session.settingsReader());
        } catch (RuntimeException e) {
            return Settings.load(Optional.empty(), List.of());
        }
    }
}
