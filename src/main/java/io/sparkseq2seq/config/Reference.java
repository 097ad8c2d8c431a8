package io.sparkseq2seq.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of {@code reference.conf}: what {@code --help-keys} shows. */
public final class Reference {
    private static final String HEADING = "# ---- ";

    private Reference() {}

    /**
     * A section as it stands in the file, comments and defaults included.
     *
     * @param name such as {@code train}
     */
    public static String section(String name) {
        var section = new StringBuilder();
        boolean inside = false;
        for (String line : text().lines().toList()) {
            if (line.startsWith(HEADING)) {
                inside = line.startsWith(HEADING + name + ":");
            }
            if (inside) {
                section.append(line).append('\n');
            }
        }
        if (section.isEmpty()) {
            throw new IllegalStateException("reference.conf has no section " + name);
        }
        return section.toString().strip() + "\n";
    }

    private static String text() {
        try (var in = Reference.class.getResourceAsStream("/reference.conf")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
