package io.sparkseq2seq.text;

import java.util.Random;

/** Strings that nobody would type: every plane, unpaired surrogates, marks without a base, odd white space. */
public final class RandomText {
    private static final String[] PIECES = {
        " ",
        "  ",
        "\t",
        "\u00A0",
        "\u3000",
        "\u2028",
        "\r\n",
        "\u0000",
        "\u0007",
        "\u0085",
        "\uFEFF",
        "▁",
        "▁▁",
        "'",
        "’",
        "e\u0301",
        "\u0301",
        "Å",
        "ﬁ",
        "İ",
        "Σ",
        "ß",
        "don't",
        "football.",
        "Straße",
        "汤姆喜欢踢足球。",
        "カタカナー",
        "ไทย",
        "한국어",
        "😀",
        "👨‍👩‍👧",
        "🇨🇳",
        "1️⃣",
        "٣٤",
        "1,234.50",
        "\uD83D",
        "\uDE00",
        "\uFFFD",
        "<end>",
        "\u202E",
        "𝔘𝔫𝔦"
    };

    private final Random random;

    public RandomText(long seed) {
        random = new Random(seed);
    }

    public String next() {
        var text = new StringBuilder();
        for (int left = random.nextInt(30); left > 0; left--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.appendCodePoint(random.nextInt(0x110000));
                case 2 -> text.append((char) (' ' + random.nextInt(95)));
                default -> text.append(PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }
}
