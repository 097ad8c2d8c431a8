package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What executors write to their local disks, kept by links before they delete it. */
final class LocalFiles implements AutoCloseable {
    private static final long EVERY_MILLIS = 20;

    private final Path from;
    private final Path kept;
    private final Set<Object> seen = new HashSet<>();
    private final Thread keeper = new Thread(this::keep, "local files");
    private volatile boolean closed;

    /**
     * Begins to keep.
     *
     * @param from a folder that the executors' local folders are in
     * @param kept on the same disk
     */
    LocalFiles(Path from, Path kept) throws IOException {
        this.from = from;
        this.kept = Files.createDirectories(kept);
        keeper.setDaemon(true);
        keeper.start();
    }

    private void keep() {
        while (!closed) {
            try (var files = Files.walk(from)) {
                files.filter(file -> file.toString().contains("/blockmgr-")).forEach(this::link);
                Thread.sleep(EVERY_MILLIS);
            } catch (UncheckedIOException | IOException e) {
                // A folder was deleted meanwhile.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void link(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile() && seen.add(attributes.fileKey())) {
                Files.createLink(kept.resolve(seen.size() + "-" + file.getFileName()), file);
            }
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            // It was deleted meanwhile.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the files that were kept, such as {@code 3-shuffle_0_1_0.data}. */
    List<String> names() throws IOException {
        try (var files = Files.list(kept)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Whether one of them holds one of the texts. */
    boolean hold(List<String> texts) throws IOException {
        try (var files = Files.list(kept)) {
            for (Path file : files.toList()) {
                var content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (texts.stream().anyMatch(content::contains)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
