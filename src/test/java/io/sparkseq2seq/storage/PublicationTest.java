package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs on a local disk, by rename and, as on an object store, by mark. */
class PublicationTest {
    @TempDir
    Path folder;

    private final Configuration hadoop = new Configuration();

    private Path at(String name) {
        return folder.resolve(name);
    }

    private Publication open(Kind kind, String name, boolean overwrite, String... inputs) {
        return Publication.open(Output.of(kind, folder + "/" + name).reading(inputs), overwrite, hadoop);
    }

    /** Publishes one file with this text; translations under a name as Spark gives it. */
    private void publish(Kind kind, String name, boolean overwrite, String text) {
        try (var output = open(kind, name, overwrite)) {
            write(output, kind, text);
            output.publish();
        }
    }

    private void write(Publication output, Kind kind, String text) {
        var file = kind == Kind.TRANSLATIONS ? "part-00000-" + UUID.randomUUID() + "-c000.txt" : "a.txt";
        TextFiles.write(new org.apache.hadoop.fs.Path(output.directory(), file), text, hadoop);
        output.text("_summary.json", "{\"text\": \"" + text + "\"}");
    }

    /** What a reader finds who goes by the mark. */
    private String read(Kind kind, String name) throws IOException {
        var found = Published.find(folder + "/" + name, kind, hadoop);
        assertThat(Published.damage(new org.apache.hadoop.fs.Path(folder + "/" + name), hadoop))
                .isEmpty();
        var files = found.getFileSystem(hadoop);
        var mark = Mark.read(files, new org.apache.hadoop.fs.Path(folder + "/" + name))
                .orElseThrow();
        var text = mark.files().stream()
                .map(Mark.Entry::name)
                .filter(file -> file.startsWith("part-") || file.equals("a.txt"))
                .toList();
        assertThat(text).hasSize(1);
        return TextFiles.read(new org.apache.hadoop.fs.Path(found, text.get(0)), hadoop);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertRefused(Kind kind, String name, boolean overwrite, String message, String... inputs) {
        assertThatThrownBy(() -> open(kind, name, overwrite, inputs))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"rename, CORPUS", "rename, TRANSLATIONS", "mark, CORPUS", "mark, TRANSLATIONS"})
    void whatIsPublishedAppearsWholeAndAlone(String protocol, Kind kind) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        publish(kind, "out", false, "one");
        assertThat(read(kind, "out")).isEqualTo("one");
        assertThat(names()).containsExactly("out");
    }

    @ParameterizedTest
    @CsvSource({"rename, CORPUS", "rename, TRANSLATIONS", "mark, CORPUS", "mark, TRANSLATIONS"})
    void whatIsNotPublishedLeavesNothing(String protocol, Kind kind) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        try (var output = open(kind, "out", false)) {
            write(output, kind, "half");
        }
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rename, CORPUS", "rename, TRANSLATIONS", "mark, CORPUS", "mark, TRANSLATIONS"})
    void anExistingOutputIsReplacedOnlyWhenAsked(String protocol, Kind kind) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        publish(kind, "out", false, "one");
        assertRefused(kind, "out", false, kind.overwrite());
        assertThat(read(kind, "out")).isEqualTo("one");
        publish(kind, "out", true, "two");
        assertThat(read(kind, "out")).isEqualTo("two");
        try (var files = Files.walk(at("out"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(file -> file.startsWith("part-") || file.equals("a.txt")))
                    .hasSize(1);
        }
        assertThat(names()).containsExactly("out");
    }

    @ParameterizedTest
    @CsvSource({"rename, CORPUS", "rename, TRANSLATIONS", "mark, CORPUS", "mark, TRANSLATIONS"})
    void aJobThatFailsLeavesTheOldOutput(String protocol, Kind kind) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        publish(kind, "out", false, "one");
        try (var output = open(kind, "out", true)) {
            write(output, kind, "half");
        }
        assertThat(read(kind, "out")).isEqualTo("one");
        assertThat(names()).containsExactly("out");
        publish(kind, "out", true, "two");
        assertThat(read(kind, "out")).isEqualTo("two");
    }

    @Test
    void siblingsOfAUserAreLeftAlone() throws IOException {
        for (var sibling : List.of("out.unfinished", "out.replaced", "out.training", ".out.seq2seq")) {
            Files.createDirectories(at(sibling));
            Files.writeString(at(sibling + "/notes.txt"), "mine");
        }
        publish(Kind.CORPUS, "out", false, "one");
        assertRefused(Kind.CORPUS, "out", false, "exists already");
        publish(Kind.CORPUS, "out", true, "two");
        for (var sibling : List.of("out.unfinished", "out.replaced", "out.training", ".out.seq2seq")) {
            assertThat(at(sibling + "/notes.txt")).hasContent("mine");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rename", "mark"})
    void aFolderThatThisToolHasNotMadeIsNeverReplaced(String protocol) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        Files.createDirectories(at("out/sub"));
        Files.writeString(at("out/sub/thesis.txt"), "mine");
        for (var kind : List.of(Kind.CORPUS, Kind.TRANSLATIONS)) {
            assertRefused(kind, "out", true, "has not made (sub/thesis.txt)");
            assertRefused(kind, "out", false, "exists already");
        }
        assertThat(at("out/sub/thesis.txt")).hasContent("mine");
    }

    @Test
    void theTableOfAnotherJobIsNeverReplaced() throws IOException {
        hadoop.set(Publication.PROTOCOL, "mark");
        Files.createDirectories(at("out"));
        var part = at("out/part-00000-" + UUID.randomUUID() + "-c000.snappy.parquet");
        Files.writeString(part, "mine");
        assertRefused(Kind.TRANSLATIONS, "out", true, "has not made (part-00000-");
        assertThat(part).hasContent("mine");
    }

    @ParameterizedTest
    @CsvSource({"rename, CORPUS", "rename, TRANSLATIONS", "mark, CORPUS", "mark, TRANSLATIONS"})
    void anOutputToWhichAUserHasAddedIsNotReplaced(String protocol, Kind kind) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        publish(kind, "out", false, "one");
        Files.writeString(at("out/thesis.txt"), "mine");
        assertRefused(kind, "out", true, "has not made (thesis.txt)");
        assertThat(at("out/thesis.txt")).hasContent("mine");
        assertThat(read(kind, "out")).isEqualTo("one");
    }

    @Test
    void anOutputWithOutputsOfThisToolInItIsReplaced() throws IOException {
        publish(Kind.MODEL, "out", false, "one");
        publish(Kind.EVALUATION, "out/evaluation", false, "scores");
        Files.createDirectories(at("out/checkpoints/epoch-1"));
        Files.writeString(at("out/checkpoints/epoch-1/parameters.bin"), "1 2");
        Published.mark(new org.apache.hadoop.fs.Path(folder + "/out/checkpoints/epoch-1"), Kind.CHECKPOINT, hadoop);
        Published.mark(new org.apache.hadoop.fs.Path(folder + "/out/checkpoints"), Kind.TRAINING, hadoop);
        publish(Kind.MODEL, "out", true, "two");
        assertThat(read(Kind.MODEL, "out")).isEqualTo("two");
        assertThat(at("out/evaluation")).doesNotExist();
        Files.createDirectories(at("out/checkpoints"));
        Published.mark(new org.apache.hadoop.fs.Path(folder + "/out/checkpoints"), Kind.TRAINING, hadoop);
        Files.writeString(at("out/checkpoints/notes.txt"), "mine");
        assertRefused(Kind.MODEL, "out", true, "has not made (checkpoints/notes.txt)");
    }

    @Test
    void anOutputOfAnotherKindIsNotReplaced() throws IOException {
        publish(Kind.MODEL, "out", false, "weights");
        assertRefused(Kind.TRANSLATIONS, "out", true, "is a model, and is not replaced by translations");
        assertThat(read(Kind.MODEL, "out")).isEqualTo("weights");
    }

    @Test
    void aFileInTheWayIsNotReplaced() throws IOException {
        Files.writeString(at("out"), "mine");
        assertRefused(Kind.CORPUS, "out", true, "has not made");
        assertThat(at("out")).hasContent("mine");
    }

    @Test
    void anEmptyFolderIsNoOutput() throws IOException {
        Files.createDirectories(at("out"));
        publish(Kind.CORPUS, "out", false, "one");
        assertThat(read(Kind.CORPUS, "out")).isEqualTo("one");
    }

    @Test
    void anOutputThatIsOrHoldsOrLiesInAnInputIsRefused() throws IOException {
        Files.createDirectories(at("lake/in"));
        Files.writeString(at("lake/in/a.en"), "text");
        Files.writeString(at("lake/in.en"), "text");
        Files.createSymbolicLink(at("link"), at("lake"));
        String below = at("lake/in/a.en").toString();
        assertRefused(Kind.TRANSLATIONS, "lake/in/a.en", true, "is what the job reads", below);
        assertRefused(Kind.TRANSLATIONS, "lake", true, "holds what the job reads", below);
        assertRefused(Kind.TRANSLATIONS, "lake/", true, "holds what the job reads", below);
        assertRefused(Kind.TRANSLATIONS, "./x/../lake/.", true, "holds what the job reads", below);
        assertRefused(Kind.TRANSLATIONS, "link", true, "holds what the job reads", below);
        assertRefused(
                Kind.TRANSLATIONS,
                "lake",
                true,
                "holds what the job reads",
                at("lake/in/*.en").toString());
        assertRefused(Kind.TRANSLATIONS, "lake/in/out", true, "lies in what the job reads", "file:" + at("lake/in"));
        publish(Kind.TRANSLATIONS, "lake/in-2", false, "beside");
        // What its reader will refuse, with more to say.
        for (var unreadable : List.of("co:lon.en", "[", "{a")) {
            open(Kind.TRANSLATIONS, "other", false, at(unreadable).toString()).close();
        }
        try (var output =
                open(Kind.TRANSLATIONS, "lake/in/out", false, at("lake/in.en").toString())) {
            assertThat(output.directory()).isNotNull();
        }
        assertThat(at("lake/in/a.en")).hasContent("text");
    }

    @Test
    void aPathIsTheSameHoweverItIsWritten() throws IOException {
        publish(Kind.CORPUS, "out/", false, "one");
        for (var same : List.of("out", "out/", "./out", "x/../out", "out/.")) {
            assertRefused(Kind.CORPUS, same, false, "exists already");
        }
        assertThatThrownBy(() -> Publication.open(Output.of(Kind.CORPUS, "file:" + folder + "/out"), false, hadoop))
                .hasMessageContaining("exists already");
        publish(Kind.CORPUS, "out/", true, "two");
        assertThat(read(Kind.CORPUS, "out")).isEqualTo("two");
        assertThat(names()).containsExactly("out");
    }

    @ParameterizedTest
    @CsvSource({"rename, CORPUS", "rename, TRANSLATIONS", "mark, CORPUS", "mark, TRANSLATIONS"})
    void bracketsInANameAreCharactersLikeOthers(String protocol, Kind kind) throws IOException {
        hadoop.set(Publication.PROTOCOL, protocol);
        Files.createDirectories(at("c_v"));
        for (var name : List.of("c_[v1]", "c {a,b}*?", "ümlaut 中文")) {
            publish(kind, name, false, "one");
            publish(kind, name, true, "two");
            assertThat(read(kind, name)).isEqualTo("two");
        }
    }

    @Test
    void anOutputThatCannotBeMadeIsRefused() throws IOException {
        Path file = Files.writeString(at("file"), "");
        for (String target : List.of(
                file + "/out", "/", "file:///", folder + "/co:lon", folder + "/co:lon/out", "co:lon", "/proc/out")) {
            assertThatThrownBy(() -> Publication.open(Output.of(Kind.CORPUS, target), true, hadoop))
                    .as(target)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(target)
                    .hasMessageNotContaining("\n");
        }
        assertThat(names()).containsExactly("file");
    }

    @Test
    void overwriteIsLookedAtAgainWhenItIsPublished() throws IOException {
        try (var output = open(Kind.CORPUS, "out", false)) {
            write(output, Kind.CORPUS, "one");
            Files.createDirectories(at("out"));
            Files.writeString(at("out/thesis.txt"), "mine");
            assertThatThrownBy(output::publish)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("exists already");
        }
        assertThat(at("out/thesis.txt")).hasContent("mine");
        assertThat(names()).containsExactly("out");
    }

    @Test
    void readersGoByTheListOfFilesAndTheirSizes() throws IOException {
        publish(Kind.CORPUS, "out", false, "one");
        String path = at("out").toString();
        var marked = new org.apache.hadoop.fs.Path(path);
        assertThatThrownBy(() -> Published.find(path, Kind.MODEL, hadoop))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("this is a corpus, not a model");
        assertThat(Published.damage(marked, hadoop)).isEmpty();
        Files.delete(at("out/.a.txt.crc"));
        Files.writeString(at("out/a.txt"), "one more");
        assertThat(Published.damage(marked, hadoop)).contains("a.txt has 8 bytes, not 3");
        Files.delete(at("out/a.txt"));
        assertThat(Published.damage(marked, hadoop)).contains("a.txt is missing");
        Files.delete(at("out/_seq2seq.json"));
        assertThat(Published.damage(marked, hadoop)).contains("_seq2seq.json is missing");
    }

    @Test
    void successStandsOnlyWhereThePartsAreThoseOfOneRun() throws IOException {
        hadoop.set(Publication.PROTOCOL, "mark");
        publish(Kind.TRANSLATIONS, "out", false, "one");
        assertThat(at("out/_SUCCESS")).exists();
        try (var output = open(Kind.TRANSLATIONS, "out", true)) {
            write(output, Kind.TRANSLATIONS, "two");
            assertThat(at("out/_SUCCESS")).doesNotExist();
        }
        assertThat(at("out/_SUCCESS")).exists();
        assertThat(at("out/_summary.json")).content().contains("one");
    }

    private String part(Publication output, String partition, String text) {
        var name = partition + "/part-00000-" + UUID.randomUUID() + ".c000.snappy.parquet";
        TextFiles.write(new org.apache.hadoop.fs.Path(output.directory(), name), text, hadoop);
        return name;
    }

    @Test
    void partsInFoldersOfPartitionsAreReplacedAsOthersAre() throws IOException {
        hadoop.set(Publication.PROTOCOL, "mark");
        try (var output = open(Kind.TRANSLATIONS, "out", false)) {
            var first = part(output, "date=1/lang=a", "one");
            // One write names all its parts alike.
            Files.createDirectories(at("out/date=2/lang=a"));
            Files.writeString(at("out/" + first.replace("date=1", "date=2")), "two");
            assertThat(output.isAlone()).isFalse();
            assertThat(output.parts()).hasSize(2);
            output.publish();
        }
        String kept;
        try (var output = open(Kind.TRANSLATIONS, "out", true)) {
            kept = part(output, "date=2/lang=a", "two, again");
            assertThat(output.parts()).singleElement().asString().endsWith(kept);
            output.publish();
        }
        assertThat(Published.parts(folder + "/out", Kind.TRANSLATIONS, hadoop))
                .singleElement()
                .asString()
                .endsWith(kept);
        assertThat(at("out/date=1")).doesNotExist();
        assertThat(at("out/" + kept)).hasContent("two, again");
        try (var output = open(Kind.TRANSLATIONS, "out", true)) {
            part(output, "date=3/lang=a", "never published");
        }
        assertThat(at("out/date=3")).doesNotExist();
        assertThat(at("out/" + kept)).exists();
        Files.writeString(at("out/date=2/lang=a/mine.parquet"), "mine");
        assertRefused(Kind.TRANSLATIONS, "out", true, "has not made (date=2/lang=a/mine.parquet)");
    }

    /** What a committer keeps in the output until its job commits. */
    @Test
    void whatACommitterOfADeadRunHasLeftIsClearedUp() throws IOException {
        hadoop.set(Publication.PROTOCOL, "mark");
        for (var scratch : List.of("_temporary/0/task", "__magic/job-1/app-attempt-0001", "__magic_job-1/tasks")) {
            TextFiles.write(folder + "/out/" + scratch + "/part-00000.pending", "{}", hadoop);
        }
        publish(Kind.TRANSLATIONS, "out", false, "one");
        assertThat(read(Kind.TRANSLATIONS, "out")).isEqualTo("one");
        try (var files = Files.list(at("out"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("__magic") || name.equals("_temporary"));
        }
    }

    @Test
    void partsOfARunThatWasTakenForDeadAreNotPublishedWithItsOwn() throws IOException {
        hadoop.set(Publication.PROTOCOL, "mark");
        try (var output = open(Kind.TRANSLATIONS, "out", false)) {
            part(output, "date=1/lang=a", "one");
            part(output, "date=1/lang=a", "one, of a run that woke up");
            assertThatThrownBy(output::publish)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("another run has written parts");
        }
        assertThat(at("out/_seq2seq.json")).doesNotExist();
    }
}
