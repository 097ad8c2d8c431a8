package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The defaults, and what {@code --help-keys} shows. They stand in a resource of our own name: Typesafe Config merges
 * every {@code reference.conf} of the class path, so that a host application's settings and ours would meet there.
 */
public final class Reference {
    private static final String RESOURCE = "seq2seq-reference.conf";
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
            throw new IllegalStateException(RESOURCE + " has no section " + name);
        }
        return section.toString().strip() + "\n";
    }

    /** The defaults, under the root. */
    static Config defaults() {
        return ConfigFactory.parseString(text(), ConfigParseOptions.defaults().setOriginDescription(RESOURCE));
    }

    private static String text() {
        try (var in = Reference.class.getResourceAsStream("/" + RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
