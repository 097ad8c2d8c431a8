package io.sparkseq2seq.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a Spark installation has that matters here, from the jars that the build has fetched: its jars, as links that
 * hold wherever the folder is mounted, and {@code spark-submit}. Nothing of ours is among them: that is in the cluster
 * jar.
 */
final class SparkHome {
    /** Jars that a Spark installation does not have; the cluster jar brings them. */
    private static final List<String> OURS = List.of(
            "/org/nd4j/",
            "/org/deeplearning4j/",
            "/org/bytedeco/",
            "/com/typesafe/",
            "/info/picocli/",
            "/com/ibm/icu/",
            "/com/google/flatbuffers/",
            "/org/apache/opennlp/",
            "/de/javakaffee/");

    private SparkHome() {}

    /**
     * Makes the installation.
     *
     * @param folder that it goes to
     * @param modules of Spark beside those that every job needs, such as {@code spark-yarn}
     */
    static void make(Path folder, String... modules) throws IOException {
        Files.createDirectories(folder.resolve("jars"));
        var jars = new ArrayList<>(jars());
        for (var module : modules) {
            jars.add(onTestClassPath(module + "_"));
        }
        for (String jar : jars) {
            add(folder, jar);
        }
        Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("work-dir"));
        Path submit = Files.createDirectories(folder.resolve("bin")).resolve("spark-submit");
        Files.writeString(
                submit,
                """
                #!/usr/bin/env bash
                # As Spark's own: its launcher prints a NUL and a line end, then the command, each word ended by a NUL.
                export SPARK_SCALA_VERSION=2.12
                mapfile -d '' words < <("$JAVA_HOME/bin/java" -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
                    org.apache.spark.deploy.SparkSubmit "$@")
                words=("${words[@]:1}")
                exec "${words[0]#$'\\n'}" "${words[@]:1}"
                """);
        if (!submit.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make executable: " + submit);
        }
    }

    /** Puts a jar into an installation. */
    static void add(Path folder, String jar) throws IOException {
        Path link = folder.resolve("jars").resolve(Path.of(jar).getFileName());
        try {
            Files.createLink(link, Path.of(jar).toRealPath());
        } catch (IOException | UnsupportedOperationException e) {
            // On another disk, or another user's.
            Files.copy(Path.of(jar), link);
        }
    }

    /** Spark and what it needs. */
    static List<String> jars() throws IOException {
        return Stream.of(Files.readString(Path.of("target/classpath")).strip().split(File.pathSeparator))
                .filter(jar -> OURS.stream().noneMatch(jar::contains))
                .toList();
    }

    /** The jar of the tests' class path whose file name begins so. */
    static String onTestClassPath(String name) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> Path.of(jar).getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + "*.jar on the class path"));
    }
}
