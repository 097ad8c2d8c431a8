package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Parses HOCON text after a check that it is harmless: Typesafe's parser is recursive and copies a section for each of
 * its keys, so hostile text could overflow its stack or take hours.
 */
final class Hocon {
    /** The longest file; ordinary settings have a hundredth of it. */
    static final int MOST_CHARACTERS = 1 << 18;

    private static final int DEEPEST = 32;
    private static final int MOST_SEPARATORS = 5_000;
    private static final int MOST_WORDS = 20_000;

    private final String text;
    private final String name;
    private int at;

    private Hocon(String text, String name) {
        this.text = text;
        this.name = name;
    }

    /**
     * The text of a file.
     *
     * @throws UserException when it is too long, or not UTF-8
     */
    static String text(byte[] bytes, String name) {
        if (bytes.length > MOST_CHARACTERS) {
            throw tooMuch("longer than " + MOST_CHARACTERS + " bytes", name);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserException("the settings are not in UTF-8", name, "Save the file in UTF-8.");
        }
    }

    /** Parses text that may not include other files. */
    static Config parse(String text, String name) {
        return parse(text, name, new NoIncludes(name));
    }

    /**
     * Parses text.
     *
     * @param name to tell where a setting stands
     * @param includer of other files
     * @return the settings, their substitutions not yet resolved
     * @throws UserException when it is not HOCON, too large or too deeply nested
     */
    static Config parse(String text, String name, ConfigIncluder includer) {
        new Hocon(text, name).check();
        var syntax = name.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF;
        var options = ConfigParseOptions.defaults()
                .setOriginDescription(name)
                .setIncluder(includer)
                .setSyntax(syntax);
        try {
            return ConfigFactory.parseString(text, options);
        } catch (ConfigException e) {
            throw new UserException(
                    "the settings cannot be read: " + reason(e),
                    e.origin() == null ? name : SettingsReader.where(e.origin()),
                    "Values with ':', '//' or '#' in them stand in double quotes.");
        }
    }

    /** The message of Typesafe Config without the place that it begins with. */
    static String reason(ConfigException e) {
        String message = e.getMessage().lines().findFirst().orElse("");
        int afterOrigin = message.indexOf(": ", message.indexOf(": ") + 2);
        return e.origin() != null && afterOrigin > 0 ? message.substring(afterOrigin + 2) : message;
    }

    /** Counts depth and length in one pass, without recursion. */
    private void check() {
        if (text.length() > MOST_CHARACTERS) {
            throw tooMuch("longer than " + MOST_CHARACTERS + " characters", name);
        }
        if (text.indexOf(0) >= 0) {
            throw new UserException("the settings have a NUL character", name, "Take it out.");
        }
        int depth = 0;
        int parts = 0;
        int separators = 0;
        int words = 0;
        boolean inWord = false;
        for (at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean separates = "{}[]:=,\n".indexOf(c) >= 0;
            boolean word = !separates && c != '"' && !Character.isWhitespace(c);
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            parts = separates ? 0 : c == '.' ? parts + 1 : parts;
            separators += separates ? 1 : 0;
            words += c == '"' || word && !inWord ? 1 : 0;
            inWord = word;
            if (depth > DEEPEST || parts > DEEPEST) {
                throw tooMuch("nested more than " + DEEPEST + " deep", name);
            } else if (separators > MOST_SEPARATORS || words > MOST_WORDS) {
                throw tooMuch("of more than " + MOST_SEPARATORS + " entries or " + MOST_WORDS + " words", name);
            }
            if (c == '"') {
                skipQuoted();
            } else if (c == '#' || c == '/' && text.startsWith("//", at)) {
                at = Math.max(at, end("\n", at) - 1);
            }
        }
    }

    /** Moves to the closing quote; the parser reports one that is missing. */
    private void skipQuoted() {
        if (text.startsWith("\"\"\"", at)) {
            at = end("\"\"\"", at + 3) + 2;
            while (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            }
            return;
        }
        for (at++; at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
    }

    private int end(String mark, int from) {
        int place = text.indexOf(mark, from);
        return place < 0 ? text.length() : place;
    }

    private static UserException tooMuch(String what, String name) {
        return new UserException("the settings are " + what, name, "Check that it is a file of settings.");
    }

    private record NoIncludes(String name)
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw new UserException(
                    "these settings include " + what, name, "Take out the include: it is not followed.");
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return include(context, what.getPath());
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            return include(context, what.toString());
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            return include(context, what);
        }

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }
    }
}
