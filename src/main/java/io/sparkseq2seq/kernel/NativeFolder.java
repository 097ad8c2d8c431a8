package io.sparkseq2seq.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where JavaCPP unpacks the native libraries, some 450 MB. Left to itself it takes the user's home, once for all JVMs
 * of a machine, and that is right on a machine that stays. A container of YARN or Kubernetes may have no home, or none
 * that can be written, and it has a folder of its own that goes when it goes: that one comes first there. A folder from
 * which the system runs no programs (noexec) is passed over.
 */
public final class NativeFolder {
    /** JavaCPP's property. */
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private NativeFolder() {}

    /**
     * Sets JavaCPP's property, unless it is set or no folder will do; it counts until JavaCPP has unpacked the first
     * library.
     */
    public static void choose() {
        if (System.getProperty(PROPERTY) == null) {
            var mounts = mounts();
            candidates(System.getenv(), System.getProperties()).stream()
                    .filter(folder -> isUsable(folder, mounts))
                    .findFirst()
                    .ifPresent(folder -> System.getProperties().putIfAbsent(PROPERTY, folder.getAbsolutePath()));
        }
    }

    /** Folders to try, the best first. */
    static List<File> candidates(Map<String, String> environment, Properties system) {
        var folders = new ArrayList<File>();
        // YARN runs a container in a folder of its own.
        if (environment.containsKey("CONTAINER_ID")) {
            folders.add(new File(system.getProperty("user.dir"), ".javacpp"));
        }
        // Spark on Kubernetes names both in its pods, and mounts the folders.
        if (environment.containsKey("SPARK_APPLICATION_ID")) {
            addAll(folders, environment.get("SPARK_LOCAL_DIRS"), ",");
        }
        var home = system.getProperty("user.home");
        // A user without a name has the home '?'.
        if (home != null && new File(home).isAbsolute()) {
            folders.add(new File(home, ".javacpp/cache"));
        }
        var user = String.valueOf(system.getProperty("user.name")).replaceAll("\\W", "_");
        folders.add(new File(system.getProperty("java.io.tmpdir"), ".javacpp-" + user + "/cache"));
        // A standalone worker names them to its executors, and removes them after the application.
        addAll(folders, environment.get("SPARK_EXECUTOR_DIRS"), File.pathSeparator);
        return folders;
    }

    private static void addAll(List<File> folders, String named, String separator) {
        if (named != null) {
            for (var name : named.split(separator)) {
                if (!name.isBlank()) {
                    folders.add(new File(name.strip(), "javacpp"));
                }
            }
        }
    }

    private static boolean isUsable(File folder, String mounts) {
        return (folder.isDirectory() || folder.mkdirs())
                && folder.canRead()
                && folder.canWrite()
                && folder.canExecute()
                && runsPrograms(folder.toPath(), mounts);
    }

    /** Whether the system runs programs, and loads libraries, from a folder that is there. */
    static boolean runsPrograms(File folder) {
        return runsPrograms(folder.toPath(), mounts());
    }

    /** @param mounts as the system lists them: device, place, kind, options */
    static boolean runsPrograms(Path folder, String mounts) {
        var real = real(folder);
        var longest = Optional.<String[]>empty();
        for (var line : mounts.lines().toList()) {
            var fields = line.split(" ");
            // Of two on one place, the later one hides the other.
            if (fields.length > 3
                    && real.startsWith(place(fields))
                    && longest.map(found -> place(found).getNameCount()).orElse(-1)
                            <= place(fields).getNameCount()) {
                longest = Optional.of(fields);
            }
        }
        return longest.map(found -> !List.of(found[3].split(",")).contains("noexec"))
                .orElse(true);
    }

    private static Path place(String[] fields) {
        return Path.of(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"));
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath();
        }
    }

    private static String mounts() {
        try {
            return Files.readString(MOUNTS, StandardCharsets.UTF_8);
        } catch (IOException e) {
            // No Linux, or nothing is told: then nothing is known against a folder.
            return "";
        }
    }
}
