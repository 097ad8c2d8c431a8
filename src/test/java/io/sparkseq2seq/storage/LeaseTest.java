package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    @TempDir
    Path folder;

    private final Configuration hadoop = new Configuration();

    private Publication open() {
        return open(hadoop);
    }

    private Publication open(Configuration configuration) {
        var output = Output.of(Kind.CORPUS, folder + "/out").by("local-7");
        return Publication.open(output, true, configuration);
    }

    private void write(Publication output, String text) {
        TextFiles.write(new org.apache.hadoop.fs.Path(output.directory(), "a.txt"), text, hadoop);
    }

    private List<Path> claims() throws IOException {
        var workplace = folder.resolve(".out.seq2seq");
        if (!Files.exists(workplace)) {
            return List.of();
        }
        try (var files = Files.list(workplace)) {
            return files.filter(file -> file.getFileName().toString().startsWith("claim-"))
                    .toList();
        }
    }

    @Test
    void theSecondRunIsToldWhoHasTheOutput() throws IOException {
        try (var first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(UserException.class, busy -> assertThat(busy.isTemporary())
                            .isTrue())
                    .hasMessageContaining("is being written by " + System.getProperty("user.name") + "@")
                    .hasMessageContaining(
                            "process " + ProcessHandle.current().pid() + " (application local-7), since 20")
                    .hasMessageContaining("last sign of life")
                    .hasMessageContaining(folder + "/out");
            write(first, "first");
            first.publish();
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("first");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
        try (var next = open()) {
            assertThat(next.directory()).isNotNull();
        }
    }

    @Test
    void ofManyAtOnceOneRunsAtATime() throws Exception {
        ManyRuns.oneAtATime(30, 6, this::open, output -> {
            write(output, "whole");
            Thread.sleep(20);
        });
        assertThat(folder.resolve("out/a.txt")).hasContent("whole");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    @Test
    void theClaimOfAProcessThatHasEndedCountsForNothing() throws Exception {
        var ended = new ProcessBuilder("true").start();
        ended.waitFor();
        try (var first = open()) {
            write(first, "half");
            var claim = claims().get(0);
            rewrite(claim, "\"process\" : \\d+", "\"process\" : " + ended.pid());
            try (var second = open()) {
                write(second, "second");
                second.publish();
            }
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("second");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    @Test
    void aProcessOfThatNumberThatBeganLaterIsAnother() throws Exception {
        try (var first = open()) {
            write(first, "half");
            rewrite(claims().get(0), "\"born\" : \\d+", "\"born\" : 1");
            try (var second = open()) {
                assertThat(second.directory()).isNotNull();
            }
        }
    }

    private static void rewrite(Path claim, String what, String by) throws IOException {
        Files.writeString(claim, Files.readString(claim).replaceFirst(what, by));
    }

    @Test
    void aRunOfAnotherMachineLivesWhileItGivesSignsOfLife() throws IOException {
        try (var first = open()) {
            rewrite(claims().get(0), "\"machine\" : \"[^\"]*\"", "\"machine\" : \"another\"");
            rewrite(claims().get(0), "\"process\" : \\d+", "\"process\" : 999999999");
            assertThatThrownBy(this::open).hasMessageContaining("process 999999999");
            Files.setLastModifiedTime(
                    claims().get(0), FileTime.from(Instant.now().minusSeconds(50)));
            assertThatThrownBy(this::open).hasMessageMatching("(?s).*last sign of life 5\\d s ago.*");
            Files.setLastModifiedTime(
                    claims().get(0), FileTime.from(Instant.now().minusSeconds(70)));
            try (var second = open()) {
                write(second, "second");
                second.publish();
            }
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("second");
    }

    @Test
    void aRunThatSleptTooLongPublishesNothing() throws IOException {
        try (var slept = open()) {
            write(slept, "late");
            rewrite(claims().get(0), "\"machine\" : \"[^\"]*\"", "\"machine\" : \"another\"");
            Files.setLastModifiedTime(
                    claims().get(0), FileTime.from(Instant.now().minusSeconds(70)));
            try (var second = open()) {
                write(second, "second");
                assertThatThrownBy(slept::publish)
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("has taken the output over");
                slept.close();
                second.publish();
            }
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("second");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    @Test
    @Timeout(120)
    void aLongRunKeepsItsClaim() throws Exception {
        var impatient = new Configuration();
        impatient.set(Lease.PATIENCE, "2s");
        try (var first = open(impatient)) {
            var claim = claims().get(0);
            var later = Instant.now().plusSeconds(2);
            while (Files.getLastModifiedTime(claim).toInstant().isBefore(later)) {
                Thread.sleep(20);
            }
            assertThatThrownBy(() -> open(impatient)).hasMessageContaining("is being written");
            write(first, "first");
            first.publish();
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("first");
    }

    @Test
    void aClaimThatWasTakenAwayDoesNotComeBack() throws Exception {
        var impatient = new Configuration();
        impatient.set(Lease.PATIENCE, "240ms");
        try (var first = open(impatient)) {
            // A renewal that was under way may write it once more.
            for (int i = 0; i < 5 && !claims().isEmpty(); i++) {
                Files.deleteIfExists(claims().get(0));
                Thread.sleep(200);
            }
            assertThat(claims()).isEmpty();
            assertThatThrownBy(first::publish).hasMessageContaining("has taken the output over");
        }
    }

    /** Whoever kills the run at any moment leaves a claim that says whose it was. */
    @Test
    @Timeout(120)
    void aClaimThatIsRenewedIsWholeAtEachMoment() throws Exception {
        var impatient = new Configuration();
        impatient.set(Lease.PATIENCE, "12ms");
        try (var first = open(impatient)) {
            var claim = claims().get(0);
            var seen = new HashSet<FileTime>();
            while (seen.size() < 100) {
                seen.add(Files.getLastModifiedTime(claim));
                assertThat(Files.readString(claim))
                        .startsWith("{")
                        .endsWith("}")
                        .contains("\"process\"");
            }
            write(first, "first");
        }
    }

    @Test
    void whatAKilledRunWasWritingOfItsClaimIsCleared() throws Exception {
        var ended = new ProcessBuilder("true").start();
        ended.waitFor();
        try (var first = open()) {
            var claim = claims().get(0);
            rewrite(claim, "\"process\" : \\d+", "\"process\" : " + ended.pid());
            Files.writeString(claim.resolveSibling("next-" + claim.getFileName()), "{");
            try (var second = open()) {
                write(second, "second");
                second.publish();
            }
        }
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    private Publication open(String application, int attempt) {
        return Publication.open(Output.of(Kind.CORPUS, folder + "/out").by(application, attempt), true, hadoop);
    }

    @Test
    void anEarlierAttemptAtTheSameApplicationIsDeadAtOnceWhereverItRan() throws IOException {
        try (var first = open("application_7_0001", 1)) {
            write(first, "half");
            rewrite(claims().get(0), "\"machine\" : \"[^\"]*\"", "\"machine\" : \"another\"");
            rewrite(claims().get(0), "\"host\" : \"[^\"]*\"", "\"host\" : \"node-1\"");
            try (var second = open("application_7_0001", 2)) {
                // It may be cut off, and not know that it is given up.
                assertThatThrownBy(first::publish).hasMessageContaining("has taken the output over");
                first.close();
                write(second, "second");
                second.publish();
            }
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("second");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
    }

    @Test
    void otherApplicationsAndEarlierAttemptsWait() {
        try (var second = open("application_7_0001", 2)) {
            assertThat(second.isDone()).isFalse();
            assertThatThrownBy(() -> open("application_7_0001", 1))
                    .hasMessageContaining("(application application_7_0001, attempt 2)");
            assertThatThrownBy(() -> open("application_7_0001", 2)).hasMessageContaining("is being written by");
            assertThatThrownBy(() -> open("application_7_0002", 3)).hasMessageContaining("is being written by");
        }
    }

    @Test
    void whatAnEarlierAttemptHasPublishedIsDoneAndStays() throws IOException {
        try (var first = open("application_7_0001", 1)) {
            write(first, "first");
            first.publish();
        }
        assertThatThrownBy(() -> open("application_7_0001", 2))
                .isInstanceOfSatisfying(DoneBeforeException.class, done -> assertThat(done.output())
                        .isEqualTo(folder + "/out"));
        assertThat(folder.resolve("out/a.txt")).hasContent("first");
        assertThat(folder.resolve(".out.seq2seq")).doesNotExist();
        try (var other = open("application_7_0002", 2)) {
            write(other, "other");
            other.publish();
        }
        assertThat(folder.resolve("out/a.txt")).hasContent("other");
    }
}
