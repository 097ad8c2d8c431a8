package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of settings and what it includes: a local file, a preset that is packed with the program, or a path of another
 * file system. An included name is relative to the file that includes it, and must be there.
 */
final class ConfFile {
    /** The most files that may be included in total; it stops files that include each other. */
    private static final int MOST_INCLUDES = 50;

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

    private static final Pattern CARRIED =
            Pattern.compile("data:application/hocon;name=([^;]*);base64,([A-Za-z0-9_-]*)");

    private final ConfReader paths;
    private int includes;

    private ConfFile(ConfReader paths) {
        this.paths = paths;
    }

    /** Where a file lies. */
    private enum Place {
        LOCAL,
        CLASS_PATH,
        ELSEWHERE
    }

    /**
     * A file's bytes.
     *
     * @param name that finds it at its place
     */
    private record Source(Place place, String name, byte[] bytes) {
        /** The name of a file that this one includes, relative to its own folder. */
        String sibling(String other) {
            boolean whole = other.startsWith("/") || SCHEME.matcher(other).matches() || new File(other).isAbsolute();
            return whole ? other : name.substring(0, name.lastIndexOf('/') + 1) + other;
        }
    }

    /**
     * Reads a file with all that it includes.
     *
     * @param name a path, or a preset's name
     * @param paths reads the paths that are not local
     * @return its settings, their substitutions not yet resolved
     * @throws UserException when it, or a file that it includes, is missing, too large or not HOCON
     */
    static Config parse(String name, ConfReader paths) {
        var carried = CARRIED.matcher(name);
        if (carried.matches()) {
            return Hocon.parse(
                    new String(Base64.getUrlDecoder().decode(carried.group(2)), StandardCharsets.UTF_8),
                    URLDecoder.decode(carried.group(1), StandardCharsets.UTF_8));
        }
        var file = new ConfFile(paths);
        var source = (SCHEME.matcher(name).matches()
                        ? file.find(Place.ELSEWHERE, name)
                        : Stream.of(
                                        file.find(Place.LOCAL, name),
                                        file.find(Place.CLASS_PATH, "conf/" + name + ".conf"),
                                        file.find(Place.ELSEWHERE, name))
                                .flatMap(Optional::stream)
                                .findFirst())
                .orElseThrow(() -> new UserException(
                        "there is no such settings file",
                        name,
                        "Give a file, a path such as hdfs:///my.conf, or a preset's name such as quickstart."));
        return file.parse(source);
    }

    /**
     * A name that {@link #parse} takes where the file itself is not: a URL that holds its text, as RFC 2397 has it.
     *
     * @param name of the file, of which messages tell the last part
     * @param text that includes and substitutes nothing
     */
    static String carried(String name, String text) {
        return "data:application/hocon;name="
                + URLEncoder.encode(name.substring(name.lastIndexOf('/') + 1), StandardCharsets.UTF_8) + ";base64,"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Config parse(Source source) {
        return Hocon.parse(Hocon.text(source.bytes, source.name), source.name, new Includes(source));
    }

    private Optional<Source> find(Place place, String name) {
        // One more shows that it is too long.
        int most = Hocon.MOST_CHARACTERS + 1;
        try {
            return switch (place) {
                case LOCAL -> new File(name).isFile()
                        ? Optional.of(new Source(place, name, some(Files.newInputStream(Path.of(name)), most)))
                        : Optional.empty();
                case CLASS_PATH -> {
                    var resource = ConfFile.class.getClassLoader().getResourceAsStream(name);
                    yield resource == null
                            ? Optional.empty()
                            : Optional.of(new Source(place, name, some(resource, most)));
                }
                case ELSEWHERE -> paths.read(name, most).map(bytes -> new Source(place, name, bytes));
            };
        } catch (IOException e) {
            throw new UserException("the settings cannot be read: " + e.getMessage(), name, "Check who may read it.");
        }
    }

    private static byte[] some(InputStream from, int most) throws IOException {
        try (from) {
            return from.readNBytes(most);
        }
    }

    /** The includes of one file. A file that is missing is an error: its settings would silently be the defaults. */
    private final class Includes
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        private final Source from;

        private Includes(Source from) {
            this.from = from;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            boolean elsewhere = SCHEME.matcher(what).matches();
            return included(elsewhere ? Place.ELSEWHERE : from.place, from.sibling(what));
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return included(Place.LOCAL, what.getPath());
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            return included(Place.CLASS_PATH, what);
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw new UserException(
                    "include url(…) is not supported: " + what, from.name, "Include a path, such as hdfs:///my.conf.");
        }

        private ConfigObject included(Place place, String name) {
            if (++includes > MOST_INCLUDES) {
                throw new UserException(
                        "more than " + MOST_INCLUDES + " files are included, at last " + name,
                        from.name,
                        "Files must not include each other in a circle.");
            }
            for (var ending : List.of("", ".conf", ".json")) {
                var source = find(place, name + ending);
                if (source.isPresent()) {
                    return parse(source.get()).root();
                }
            }
            throw new UserException(
                    "an included file is missing: " + name, from.name, "Check the path after 'include'.");
        }

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }
    }
}
