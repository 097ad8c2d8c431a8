package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Runs that die before each of the changes that they make, one change after another: what readers find then, and what
 * the next run makes of it.
 *
 * @param hadoop with a {@link DyingFileSystem}
 * @param folder that the output lies in, empty
 * @param kind of the output
 */
record Deaths(Configuration hadoop, Path folder, Kind kind) {
    private static final String OLD = "old";
    private static final String NEW = "new";
    private static final List<String> FILES = List.of("a", "b");

    private Path target() {
        return new Path(folder, "out [1]");
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(hadoop);
    }

    private Publication open(boolean overwrite) {
        return Publication.open(Output.of(kind, target().toString()), overwrite, hadoop);
    }

    private void run(String text, boolean overwrite) throws IOException {
        var write = UUID.randomUUID();
        try (var output = open(overwrite)) {
            for (var name : FILES) {
                TextFiles.write(files(), new Path(output.directory(), name(name, write)), text);
            }
            output.text("_summary.json", text);
            output.publish();
        }
    }

    /** @param write as Spark does, which names all parts of one write by it */
    private String name(String name, UUID write) {
        return kind == Kind.TRANSLATIONS ? "part-0000" + FILES.indexOf(name) + "-" + write + "-c000.txt" : name;
    }

    /**
     * Lets runs die everywhere.
     *
     * @return before how many changes they died
     */
    int everywhere(boolean overwrite) throws IOException {
        for (int change = 1; ; change++) {
            DyingFileSystem.live();
            files().delete(target(), true);
            if (overwrite) {
                run(OLD, false);
            }
            if (!dies(change, overwrite)) {
                return change - 1;
            }
            bury();
            var found = read();
            if (found.isEmpty() && overwrite && Publication.renames(folder, hadoop)) {
                // Between two renames: whoever comes next finds the old one.
                assertThatThrownBy(() -> open(false)).hasMessageContaining("exists already");
                found = read();
            }
            assertThat(found).as("before change " + change).isIn(overwrite ? List.of(OLD, NEW) : List.of("", NEW));
            if (successful()) {
                assertThat(visible()).as("before change " + change).hasSize(1);
            }
            if (overwrite) {
                run(NEW, true);
            } else {
                assertExistsOrMakeIt(found);
            }
            assertThat(read()).as("before change " + change).isEqualTo(NEW);
            assertThat(visible()).as("before change " + change).isEqualTo(new TreeSet<>(List.of(NEW)));
            assertThat(names(folder)).as("before change " + change).containsExactly(target().getName());
        }
    }

    private void assertExistsOrMakeIt(String found) throws IOException {
        try {
            run(NEW, false);
            assertThat(found).isEmpty();
        } catch (UserException e) {
            assertThat(e).hasMessageContaining("exists already");
            assertThat(found).isEqualTo(NEW);
        }
    }

    private boolean dies(int change, boolean overwrite) throws IOException {
        DyingFileSystem.dieBefore(change);
        try {
            run(NEW, overwrite);
            return DyingFileSystem.isDead();
        } catch (DyingFileSystem.Death e) {
            return true;
        } finally {
            DyingFileSystem.live();
        }
    }

    /** This process lives: its claims become those of one that does not. */
    private void bury() throws IOException {
        var workplace = new Path(folder, "." + target().getName() + ".seq2seq");
        if (files().exists(workplace)) {
            for (var claim : Claim.list(Claim.files(files()), workplace)) {
                if (claim.content().isPresent()) {
                    var content = claim.content().get();
                    var owner = content.owner();
                    var dead = new Owner(
                            owner.user(), owner.host(), owner.machine(), 999_999_999, 1, "", 0, owner.started());
                    Json.write(
                            Claim.files(files()),
                            claim.file(),
                            new Claim.Content(content.tool(), content.kind(), content.output(), content.state(), dead));
                } else {
                    // Of a run that died while it wrote its claim nothing is known: its time must pass.
                    files().delete(claim.file(), false);
                }
            }
        }
    }

    /** What a reader finds who goes by the mark; nothing where there is none. */
    private String read() throws IOException {
        if (!Published.isMarked(target(), kind, hadoop)) {
            return "";
        }
        var found = Published.find(target().toString(), kind, hadoop);
        assertThat(Published.damage(target(), hadoop)).isEmpty();
        var mark = Mark.read(files(), target()).orElseThrow();
        var texts = new TreeSet<String>();
        for (var file : mark.files()) {
            if (!file.name().startsWith("_")) {
                texts.add(TextFiles.read(new Path(found, file.name()), hadoop));
            }
        }
        assertThat(mark.files().stream().filter(file -> !file.name().startsWith("_")))
                .hasSize(FILES.size());
        return String.join(" and ", texts);
    }

    private boolean successful() throws IOException {
        return files().exists(new Path(target(), Mark.SUCCESS));
    }

    /** The texts that a reader finds who knows nothing of marks, in the output and below it. */
    private TreeSet<String> visible() throws IOException {
        var texts = new TreeSet<String>();
        for (var all = files().listFiles(target(), true); all.hasNext(); ) {
            var file = all.next().getPath();
            if (!file.getName().startsWith("_") && !file.getName().startsWith(".")) {
                texts.add(TextFiles.read(file, hadoop));
            }
        }
        return texts;
    }

    private List<String> names(Path path) throws IOException {
        try {
            return Arrays.stream(files().listStatus(path))
                    .map(status -> status.getPath().getName())
                    .sorted()
                    .collect(Collectors.toList());
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
