package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Programs of the system and of the JDK. */
final class Tool {
    private static final Pattern LIVE = Pattern.compile("Total +\\d+ +(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private Tool() {}

    /**
     * A JVM's memory in megabytes.
     *
     * @param heap of it, what lives
     * @param resident all of the process
     */
    record Memory(double heap, double resident) {}

    /** Runs a program to its end; returns what it printed. */
    static String run(String... line) throws IOException, InterruptedException {
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", line) + ": " + printed);
        }
        return printed;
    }

    /** What a process has printed to a file so far; the last character may be half written. */
    static String printed(Path log) throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    /** The memory of a JVM after a collection of all its garbage. */
    static Memory memory(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        // What the first collection hands to cleaners, the second one takes.
        run(jcmd, Long.toString(pid), "GC.run");
        double live = number(LIVE, run(jcmd, Long.toString(pid), "GC.class_histogram")) / 1e6;
        double resident = number(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status"))) * 1024 / 1e6;
        return new Memory(live, resident);
    }

    private static double number(Pattern pattern, String text) throws IOException {
        var match = pattern.matcher(text);
        if (!match.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return Double.parseDouble(match.group(1));
    }
}
