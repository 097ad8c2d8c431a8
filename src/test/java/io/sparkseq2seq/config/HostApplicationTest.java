package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of an application that has this program on its class path, and this program's own. */
class HostApplicationTest {
    @TempDir
    Path jar;

    private static URL of(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private URLClassLoader host() throws Exception {
        Files.writeString(
                jar.resolve("reference.conf"), "train.epochs = 77\nseq2seq.train.epochs = 78\nhost.name = \"lake\"");
        Files.writeString(jar.resolve("application.conf"), "train.epochs = 79\nseq2seq.train.epochs = 80");
        return new URLClassLoader(
                new URL[] {jar.toUri().toURL(), of(Settings.class), of(ConfigFactory.class)},
                ClassLoader.getPlatformClassLoader());
    }

    @Test
    void theHostSeesNoneOfOurDefaults() throws Exception {
        try (var host = host()) {
            var factory = host.loadClass(ConfigFactory.class.getName());
            Object config = factory.getMethod("load", ClassLoader.class).invoke(null, host);
            var hasPath = host.loadClass("com.typesafe.config.Config").getMethod("hasPath", String.class);
            assertThat(hasPath.invoke(config, "host.name")).isEqualTo(true);
            for (String key : List.of("seq2seq.train.batch", "train.batch", "spark.master", "seed")) {
                assertThat(hasPath.invoke(config, key)).as(key).isEqualTo(false);
            }
        }
    }

    @Test
    void theHostsDefaultsChangeNoneOfOurs() throws Exception {
        try (var host = host()) {
            var type = host.loadClass(Settings.class.getName());
            assertThat(type).isNotEqualTo(Settings.class);
            Object settings =
                    type.getMethod("load", Optional.class, List.class).invoke(null, Optional.empty(), List.of());
            assertThat(settings.toString())
                    .isEqualTo(Settings.load(Optional.empty(), List.of()).toString());
        }
    }
}
