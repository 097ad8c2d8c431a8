package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where native libraries go, by what containers are like; and that they load there, in JVMs of their own. */
class NativeFolderTest {
    /** No folder can be made below it, by root neither. */
    private static final String READ_ONLY = "/proc/self";

    @TempDir
    Path folder;

    private static Properties system(String home) {
        var system = new Properties();
        system.setProperty("user.dir", "/container");
        system.setProperty("user.home", home);
        system.setProperty("user.name", "a b");
        system.setProperty("java.io.tmpdir", "/tmp");
        return system;
    }

    private static String first(Map<String, String> environment, String home) {
        return NativeFolder.candidates(environment, system(home)).get(0).getPath();
    }

    @Test
    void aContainerOnAClusterHasItsOwn() {
        assertThat(first(Map.of("CONTAINER_ID", "container_1"), "/home/x")).isEqualTo("/container/.javacpp");
        assertThat(first(Map.of("SPARK_APPLICATION_ID", "spark-1", "SPARK_LOCAL_DIRS", "/var/data/a,/b"), "/home/x"))
                .isEqualTo("/var/data/a/javacpp");
    }

    @Test
    void aMachineThatStaysKeepsThemInTheHome() {
        assertThat(first(Map.of("SPARK_EXECUTOR_DIRS", "/data/1"), "/home/x")).isEqualTo("/home/x/.javacpp/cache");
        assertThat(first(Map.of(), "?")).isEqualTo("/tmp/.javacpp-a_b/cache");
    }

    @Test
    void aFolderWithoutProgramsIsKnownByItsMount() throws IOException {
        var real = folder.toRealPath();
        var mounts = "/dev/x / ext4 rw,noexec 0 0\n/dev/y " + real + " ext4 rw,relatime 0 0\n";
        assertThat(NativeFolder.runsPrograms(real, mounts)).isTrue();
        assertThat(NativeFolder.runsPrograms(real.getParent(), mounts)).isFalse();
        assertThat(NativeFolder.runsPrograms(real, mounts + "tmpfs " + real + " tmpfs rw,nosuid,noexec 0 0\n"))
                .isFalse();
        assertThat(NativeFolder.runsPrograms(real, "")).isTrue();
    }

    /** Prints what {@link NativeLibraries} says. */
    public static final class Loading {
        private Loading() {}

        public static void main(String[] args) {
            var loaded = NativeLibraries.load();
            System.out.println("folder " + loaded.folder());
            System.out.println("product " + loaded.product());
            System.out.println("problem " + loaded.problem());
        }
    }

    private String load(Map<String, String> environment, List<String> before, String home, String temporary)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(before);
        line.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m"));
        line.addAll(List.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Loading.class.getName()));
        var printed = folder.resolve("printed");
        var builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return Files.readString(printed, StandardCharsets.UTF_8);
    }

    @Test
    void aContainerNeedsNoHomeAndNoTemporaryFolder() throws IOException, InterruptedException {
        var said = load(Map.of("CONTAINER_ID", "container_1"), List.of(), READ_ONLY, READ_ONLY);
        var own = new File(folder.toFile(), ".javacpp").getCanonicalPath();
        assertThat(said.lines()).contains("folder " + own, "problem ").doesNotContain("product ");
        try (var files = Files.walk(Path.of(own))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("libnd4jcpu.so");
        }
    }

    @Test
    void aHomeThatRunsNoProgramsIsPassedOver() throws IOException, InterruptedException {
        var home = Files.createDirectory(folder.resolve("home"));
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        // In name spaces of its own a process may mount what it likes.
        var inside = List.of("unshare", "--user", "--map-root-user", "--mount", "bash", "-c");
        var mount = "mount -t tmpfs -o noexec none " + home + " && ";
        var tried = new ArrayList<>(inside);
        tried.add(mount + "true");
        assumeTrue(new ProcessBuilder(tried).start().waitFor() == 0, "this system has no name spaces of users");
        var before = new ArrayList<>(inside);
        before.addAll(List.of(mount + "exec \"$@\"", "bash"));
        var said = load(Map.of(), before, home.toString(), temporary.toString());
        assertThat(said)
                .contains("folder " + temporary.toRealPath(), "problem \n")
                .doesNotContain("product \n");
    }

    @Test
    void noFolderAtAllIsSaidAsSuch() throws IOException, InterruptedException {
        assertThat(load(Map.of(), List.of(), READ_ONLY, READ_ONLY))
                .contains("problem there is no folder to unpack them in");
    }
}
