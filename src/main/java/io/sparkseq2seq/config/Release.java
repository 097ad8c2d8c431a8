package io.sparkseq2seq.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This tool as it was built, for what it prints and for what it notes in everything that it makes. */
public final class Release {
    private static final String FILE = "/io/sparkseq2seq/version.properties";

    private Release() {}

    /** Its version, such as {@code 0.1.0}. */
    public static String version() {
        var properties = new Properties();
        try (var in = Release.class.getResourceAsStream(FILE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
        return properties.getProperty("version");
    }
}
