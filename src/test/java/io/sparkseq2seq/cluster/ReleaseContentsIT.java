package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** What the tarball and the jars hold, and that no time, user or folder of a build is in them. */
class ReleaseContentsIT {
    /** What the pom's project.build.outputTimestamp says. */
    private static final LocalDateTime BUILT = LocalDateTime.of(2026, 1, 1, 0, 0);

    private static final String BOM = "META-INF/sbom/application.cdx.json";

    private static final Pattern ROW = Pattern.compile("\\| (\\S+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    /** Libraries that platforms have in versions of their own, as the cluster jar must not have them. */
    private static final List<String> OF_PLATFORMS = List.of(
            "org/apache/spark/",
            "org/apache/hadoop/",
            "scala/",
            "org/slf4j/",
            "org/apache/commons/",
            "org/apache/log4j/",
            "org/apache/logging/",
            "com/fasterxml/",
            "com/google/",
            "com/typesafe/",
            "com/ibm/",
            "picocli/",
            "org/joda/",
            "javax/",
            "com/esotericsoftware/",
            "io/netty/");

    static Path tarball() throws IOException {
        return target("\\.tar\\.gz");
    }

    private static Path target(String ending) throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("spark-seq2seq-[^/]*" + ending))
                    .min(Comparator.comparing(file -> file.toString().length()))
                    .orElseThrow(() -> new IllegalStateException("no target/spark-seq2seq-*" + ending));
        }
    }

    private static ZipFile clusterJar() throws IOException {
        return new ZipFile(target("-cluster\\.jar").toFile());
    }

    private static List<? extends ZipEntry> entries(ZipFile jar) {
        return jar.stream().filter(entry -> !entry.isDirectory()).toList();
    }

    private static String text(ZipFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theTarballIsLaidOutAndTellsNothingOfItsBuild() throws IOException {
        var names = new ArrayList<String>();
        var programs = new TreeSet<String>();
        try (var in = new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(tarball()))))) {
            for (TarArchiveEntry entry = in.getNextTarEntry(); entry != null; entry = in.getNextTarEntry()) {
                var name = entry.getName().replaceFirst("^spark-seq2seq-[^/]+/", "");
                names.add(name);
                assertThat(entry.getLastModifiedTime().toInstant()).as(name).isEqualTo(BUILT.toInstant(ZoneOffset.UTC));
                assertThat(List.of(entry.getLongUserId(), entry.getLongGroupId()))
                        .as(name)
                        .containsOnly(0L);
                assertThat(List.of(entry.getUserName(), entry.getGroupName()))
                        .as(name)
                        .containsOnly("root");
                if (!entry.isDirectory() && (entry.getMode() & 0111) != 0) {
                    programs.add(name);
                }
                assertThat(entry.getMode() & 0777).as(name).isIn(entry.isDirectory() ? 0755 : 0644, 0755);
            }
        }
        assertThat(programs).containsExactly("bin/quickstart", "bin/scheduled", "bin/seq2seq");
        assertThat(names)
                .contains(
                        "bin/environment",
                        "bin/java-options",
                        "conf/quickstart.conf",
                        "conf/log4j2.properties",
                        "data-samples/train.en",
                        "docs/release.md",
                        "lib/spark-seq2seq.jar",
                        "licenses/README.md",
                        "LICENSE",
                        "NOTICE",
                        "README.md",
                        "bom.json");
        assertThat(names).noneMatch(name -> name.contains("src/") || name.contains("building"));
    }

    @Test
    void theJarsTellNothingOfTheirBuild() throws IOException {
        for (var jar : List.of(target("-cluster\\.jar"), target("(?<!-cluster)\\.jar"))) {
            try (var zip = new ZipFile(jar.toFile())) {
                for (var entry : entries(zip)) {
                    if (entry.getName().startsWith("io/sparkseq2seq/")
                                    && !entry.getName().contains("/shaded/")
                            || entry.getName().equals("META-INF/MANIFEST.MF")) {
                        assertThat(entry.getTimeLocal()).as(jar + " " + entry).isEqualTo(BUILT);
                    }
                }
                assertThat(text(zip, "META-INF/MANIFEST.MF"))
                        .doesNotContain("Built-By", "Build-Jdk:", System.getProperty("user.dir"));
            }
        }
    }

    @Test
    void filesOfTheJarHaveTheSameModesWhoeverBuildsIt() throws IOException {
        try (var jar = new org.apache.commons.compress.archivers.zip.ZipFile(target("(?<!-cluster)\\.jar"))) {
            for (var entry : Collections.list(jar.getEntries())) {
                assertThat(entry.getUnixMode() & 0777).as(entry.getName()).isEqualTo(entry.isDirectory() ? 0755 : 0644);
            }
        }
    }

    @Test
    void theBillOfMaterialsTellsNothingOfItsBuild() throws IOException {
        var bom = new ObjectMapper().readTree(Path.of("target/bom.json").toFile());
        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bom.has("serialNumber")).isFalse();
        assertThat(bom.path("metadata").has("timestamp")).isFalse();
        assertThat(bom.toString()).doesNotContain(System.getProperty("user.home") + "/");
        try (var jar = clusterJar()) {
            assertThat(text(jar, BOM)).isEqualTo(Files.readString(Path.of("target/bom.json")));
        }
    }

    @Test
    void theClusterJarHasNothingThatAPlatformHas() throws IOException {
        try (var jar = clusterJar()) {
            var names = entries(jar).stream().map(ZipEntry::getName).toList();
            assertThat(names).doesNotHaveDuplicates();
            // DL4J's own, in the package of what it reaches into.
            assertThat(names.stream().filter(name -> !name.startsWith("org/apache/spark/TaskContextHelper")))
                    .filteredOn(name -> OF_PLATFORMS.stream().anyMatch(name::startsWith))
                    .isEmpty();
            assertThat(names)
                    .filteredOn(name -> name.contains("/impl/data/icudata/curr/") || name.endsWith("module-info.class"))
                    .isEmpty();
            assertThat(names.stream().filter(name -> !name.contains("/")))
                    .as("what is at the root, where other programs' files are too")
                    .containsExactlyInAnyOrder(
                            "functions.properties",
                            "langdetect-183.bin",
                            "model.properties",
                            "nd4j-native.properties",
                            "nd4j-op-def.pbtxt",
                            "seq2seq-reference.conf");
        }
    }

    /** Rows of the table of licences: an artifact or library with its texts. */
    private static Map<String, Set<String>> licences(ZipFile jar) throws IOException {
        var rows = new LinkedHashMap<String, Set<String>>();
        var row = ROW.matcher(text(jar, "META-INF/licenses/README.md"));
        while (row.find()) {
            rows.computeIfAbsent(row.group(1), name -> new TreeSet<>())
                    .addAll(List.of(row.group(4).strip().split(", ")));
        }
        return rows;
    }

    @Test
    void eachArtifactAndNativeLibraryHasItsLicenceWithTheText() throws IOException {
        try (var jar = clusterJar()) {
            var licences = licences(jar);
            var bom = new ObjectMapper().readTree(text(jar, BOM));
            var artifacts = new TreeSet<String>();
            bom.path("components")
                    .forEach(part -> artifacts.add(part.path("group").asText() + ":"
                            + part.path("name").asText()));
            var libraries = entries(jar).stream()
                    .map(entry -> Path.of(entry.getName()).getFileName().toString())
                    .filter(name -> name.matches(".*\\.so(\\.\\d+)*"))
                    .map(name -> name.replaceFirst("\\.so.*", ".so"));
            assertThat(licences.keySet().stream().filter(name -> name.contains(":")))
                    .as("artifacts, and no others")
                    .containsExactlyInAnyOrderElementsOf(artifacts);
            assertThat(licences.keySet()).containsAll(libraries.toList());
            var texts = licences.values().stream().flatMap(Set::stream).distinct();
            assertThat(texts.map(name -> name.equals("LICENSE") ? "META-INF/LICENSE" : "META-INF/licenses/" + name))
                    .allSatisfy(name -> assertThat(text(jar, name)).as(name).hasSizeGreaterThan(1000));
        }
    }

    /** Each artifact whose classes are in the jar is in the bill of materials: it lists what shade took. */
    @Test
    void theBillOfMaterialsNamesEveryArtifactThatIsInTheJar() throws IOException {
        var sparks = SparkHome.jars();
        try (var jar = clusterJar()) {
            var bom = text(jar, BOM);
            for (String artifact : Stream.of(Files.readString(Path.of("target/classpath"))
                            .strip()
                            .split(":"))
                    .filter(path -> !sparks.contains(path))
                    .toList()) {
                var version = Path.of(artifact).getParent();
                assertThat(bom)
                        .as(artifact)
                        .contains("/" + version.getParent().getFileName() + "@" + version.getFileName());
            }
        }
    }
}
