package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the cluster jar is made of, against the list of known vulnerabilities. */
class VulnerabilitiesTest {
    private static final Pattern JAR = Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/[^/]+\\.jar");

    /** A library and its version. */
    private record Library(String artifact, String version) implements Comparable<Library> {
        String group() {
            return artifact.substring(0, artifact.indexOf(':'));
        }

        @Override
        public int compareTo(Library other) {
            return toString().compareTo(other.toString());
        }
    }

    /** The jars that are in the cluster jar, and the libraries that these have within them. */
    private static TreeSet<Library> bundled() throws IOException {
        var libraries = new TreeSet<Library>();
        for (var path :
                Files.readString(Path.of("target/bundled-classpath")).strip().split(File.pathSeparator)) {
            var jar = JAR.matcher(path);
            assertThat(jar.matches()).as(path).isTrue();
            var library = new Library(jar.group(1).replace('/', '.') + ":" + jar.group(2), jar.group(3));
            libraries.add(library);
            // A jar's own modules are listed by its name.
            within(path).stream()
                    .filter(other -> !other.group().equals(library.group()))
                    .forEach(libraries::add);
        }
        return libraries;
    }

    private static List<Library> within(String jar) throws IOException {
        var libraries = new ArrayList<Library>();
        try (var file = new JarFile(jar)) {
            for (var entry : file.stream()
                    .filter(each -> each.getName().matches("META-INF/maven/.*/pom\\.properties"))
                    .toList()) {
                var properties = new Properties();
                try (InputStream in = file.getInputStream(entry)) {
                    properties.load(in);
                }
                libraries.add(new Library(
                        properties.getProperty("groupId") + ":" + properties.getProperty("artifactId"),
                        properties.getProperty("version")));
            }
        }
        return libraries;
    }

    @Test
    void everyLibraryWasLookedUpAsItIs() throws IOException {
        var listed = Vulnerability.all().stream()
                .map(line -> new Library(line.artifact(), line.version()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(bundled()).hasSizeGreaterThan(20).allMatch(listed::contains);
        assertThat(listed).as("what the build has no more").allMatch(bundled()::contains);
    }

    @Test
    void noVersionIsAffectedUnlessTheListSaysWhyItIsNotReached() throws IOException {
        var affected = Vulnerability.all().stream()
                .filter(line -> line.affects(line.version()))
                .toList();
        assertThat(affected).isNotEmpty().allSatisfy(line -> {
            assertThat(line.holder()).as(line.toString()).isNotEmpty();
            assertThat(line.note()).as(line.toString()).isNotEmpty();
        });
        // What is said of a version that is not affected would excuse one that is.
        assertThat(Vulnerability.all().stream().filter(line -> !line.affects(line.version())))
                .allSatisfy(
                        line -> assertThat(line.holder()).as(line.toString()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "2.12.2, 2.12.6.1, -1",
        "30.1.1-jre, 32.0.0, -1",
        "2.5.9, 2.5.9, 0",
        "2.4.0-rc1, 2.4.0, -1",
        "3.0.0-M1, 3.0.0-M3, -1",
        "0.3.31-1.5.13, 0.3.18, 1",
        "2.10.0, 2.9.9, 1"
    })
    void versionsAreComparedAsMavenDoes(String a, String b, int sign) {
        assertThat(Integer.signum(Vulnerability.compare(a, b))).isEqualTo(sign);
        assertThat(Integer.signum(Vulnerability.compare(b, a))).isEqualTo(-sign);
    }
}
