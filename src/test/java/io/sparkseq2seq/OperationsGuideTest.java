package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md}: whoever looks up a line of the log finds it there as the program says it. */
class OperationsGuideTest {
    private static final Path GUIDE = Path.of("docs/operations.md");
    /** What stands for something that differs from case to case. */
    private static final String OPEN = "…|USER|HOST|OUTPUT|\\d+ s ago|[\\d,]+ of [\\d,]+";

    private static String program() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(OperationsGuideTest::text)
                    .collect(Collectors.joining("\n"))
                    .replaceAll("\"\\s*\\+\\s*\"", "");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> messages() throws IOException {
        var guide = Files.readString(GUIDE);
        var table = guide.substring(guide.indexOf("| the line says |"), guide.indexOf("## Runbook"));
        return table.lines()
                .skip(2)
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> Pattern.compile("`([^`]*)`").matcher(cell).results())
                .map(match -> match.group(1))
                .filter(message -> message.contains(" "))
                .toList();
    }

    @Test
    void itsMessagesAreThoseOfTheProgram() throws IOException {
        var program = program();
        assertThat(messages()).hasSizeGreaterThan(20).allSatisfy(message -> {
            for (var part : message.split(OPEN)) {
                assertThat(program).contains(part.strip().replaceFirst("^[,:]\\s*", ""));
            }
        });
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        for (var guide : List.of(GUIDE, Path.of("docs/security.md"), Path.of("docs/schedule.md"))) {
            var links = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)")
                    .matcher(Files.readString(guide))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(guide.resolveSibling(link))
                    .exists());
        }
    }
}
