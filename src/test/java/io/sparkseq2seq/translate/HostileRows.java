package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.EchoModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Texts that nobody should have in a table, and that are in all of them: the same for the same seed. */
final class HostileRows {
    private static final String[] WORDS = {"Tom", "loves", "football.", "playing", "the", "dog", "sleeps."};
    private static final String[] SCRIPTS = {
        "我们爱足球。",
        "Привет, мир",
        "مرحبا بالعالم",
        "שלום עולם",
        "สวัสดีชาวโลก",
        "नमस्ते दुनिया",
        "안녕하세요",
        "👩‍👩‍👧🏽🇩🇪",
        "Ελλάδα",
        "\u202Eabc\u202C",
        "e\u0301\u0301\u0301",
        "\u200B\u200D",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "ﷺ"
    };
    private static final char[] SPACES = {' ', '\t', '\n', '\r', '\u000B', '\f', '\u0085', '\u00A0', '\u2028', '\u3000'
    };

    private final Random random;
    private final int longest;

    /** @param longest characters of the longest texts */
    HostileRows(long seed, int longest) {
        this.random = new Random(seed);
        this.longest = longest;
    }

    /**
     * A text as bytes, and what must become of it.
     *
     * @param bytes null for none
     * @param status that its row must have
     * @param isRepaired whether its row must have a reason, though it is translated
     */
    record Hostile(byte[] bytes, String status, boolean isRepaired) {}

    /** The next one, of the kind of its number. */
    Hostile next(int number, boolean isLongest) {
        if (isLongest) {
            return new Hostile(bytes("Tom loves football. ".repeat(longest / 20)), "translated", false);
        }
        return switch (number % 13) {
            case 0 -> new Hostile(null, "missing", false);
            case 1 -> new Hostile(new byte[0], "empty", false);
            case 2 -> new Hostile(bytes(spaces(1 + random.nextInt(50))), "empty", false);
            case 3 -> damaged();
            case 4 -> new Hostile(
                    bytes(words(3) + (char) (1 + random.nextInt(8)) + "\u0000" + words(3)), "translated", true);
                // Half of a character, as other tools write it: no UTF-8.
            case 5 -> new Hostile(
                    joined(bytes(words(2)), new byte[] {(byte) 0xED, (byte) 0xA0, (byte) (0x80 + random.nextInt(16))}),
                    "translated",
                    true);
            case 6 -> new Hostile(bytes(words(1) + " " + SCRIPTS[random.nextInt(SCRIPTS.length)]), "translated", false);
            case 7 -> new Hostile(bytes(words(2) + " " + EchoModel.POISON + " " + words(2)), "failed", false);
            case 8 -> new Hostile(bytes("x".repeat(1 + random.nextInt(3000))), "translated", false);
            case 9 -> new Hostile(bytes(spaces(3) + words(4) + spaces(3) + words(2)), "translated", false);
            case 10 -> new Hostile(
                    bytes("\uFEFF" + words(3) + "\"',;\\{}<b>&amp;%s\t" + words(1)), "translated", false);
            case 11 -> new Hostile(
                    bytes("Hello " + "<b>".repeat(20_000) + "x" + "</b>".repeat(20_000) + " world."),
                    "translated",
                    false);
            default -> new Hostile(bytes(words(1 + random.nextInt(60))), "translated", false);
        };
    }

    private Hostile damaged() {
        var bytes = bytes(words(5));
        bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(128));
        return new Hostile(bytes, "translated", true);
    }

    private String words(int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return words.toString();
    }

    private String spaces(int count) {
        var spaces = new StringBuilder();
        for (int i = 0; i < count; i++) {
            spaces.append(SPACES[random.nextInt(SPACES.length)]);
        }
        return spaces.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }
}
