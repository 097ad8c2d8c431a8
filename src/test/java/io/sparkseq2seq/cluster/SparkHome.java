package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a Spark installation has that matters here: its jars, and {@code spark-submit}. */
final class SparkHome {
    private SparkHome() {}

    /**
     * Makes one.
     *
     * @param jars as Spark has them; linked so that they are there wherever the folder is mounted
     */
    static void make(Path folder, List<String> jars) throws IOException {
        Path target = Files.createDirectories(folder.resolve("jars"));
        for (String jar : jars) {
            Path file = Path.of(jar).toRealPath();
            Path link = target.resolve(Path.of(jar).getFileName());
            try {
                Files.createLink(link, file);
            } catch (IOException | UnsupportedOperationException e) {
                // On another disk, or of another user.
                Files.copy(file, link);
            }
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
}
