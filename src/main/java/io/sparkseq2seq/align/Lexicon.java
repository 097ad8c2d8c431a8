package io.sparkseq2seq.align;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A lexical table with its words: which words of a language translate those of another, and how probably.
 *
 * <p>Its file is UTF-8 text, a pair of words a line between tabs: source word, target word, t(target | source) and
 * t(source | target) as whole numbers, of which {@link LexicalTable#ONE} is certainty. The first line names the
 * columns. Source words stand in the order of their frequency, and the translations of each in that of their
 * probability. The empty word, of which words come that nothing on the other side stands for, is empty. Words are those
 * of {@link Terms}.
 *
 * <pre>{@code
 * var lexicon = corpus.lexicon(hadoop);
 * lexicon.translations("dog", 5);             // Hund, hunde …
 * lexicon.align("the dog", "der Hund");       // 0-0 1-1
 * }</pre>
 */
public final class Lexicon {
    private static final String HEADER = "source\ttarget\tforward\tbackward";
    private static final int COLUMNS = 4;
    private static final Comparator<Translation> MOST_PROBABLE =
            Comparator.comparingDouble(Translation::probability).reversed().thenComparing(Translation::word);

    private final Map<String, Map<String, Entry>> bySource = new HashMap<>();
    private final Map<String, Map<String, Entry>> byTarget = new HashMap<>();
    private int size;

    /** Of a pair of words: t(target | source) and t(source | target). */
    private record Entry(int forward, int backward) {}

    /**
     * A translation of a word.
     *
     * @param word in the other language; empty: it stands for nothing there
     * @param probability of it as the translation
     * @param reverse probability of the word that was asked for as the translation of this one
     */
    public record Translation(String word, double probability, double reverse) {}

    private Lexicon() {}

    /**
     * Writes a table.
     *
     * @param source words by id, the empty word at 0
     * @param target words by id
     */
    public static void write(LexicalTable table, String[] source, String[] target, OutputStream out)
            throws IOException {
        var pairs = table.pairs();
        var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        writer.write(HEADER + "\n");
        for (int from = 0; from < pairs.size(); ) {
            int to = from;
            while (to < pairs.size() && pairs.source(to) == pairs.source(from)) {
                to++;
            }
            var order = new ArrayList<Integer>();
            for (int i = from; i < to; i++) {
                order.add(i);
            }
            order.sort(Comparator.comparingInt((Integer i) -> -table.forward()[i])
                    .thenComparingInt(i -> -table.backward()[i])
                    .thenComparingInt(i -> i));
            for (int i : order) {
                writer.write(source[pairs.source(i)] + "\t" + target[pairs.target(i)] + "\t" + table.forward()[i] + "\t"
                        + table.backward()[i] + "\n");
            }
            from = to;
        }
        writer.flush();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException when it is none, naming the line
     */
    public static Lexicon read(InputStream in) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        var lexicon = new Lexicon();
        if (!HEADER.equals(reader.readLine())) {
            throw new IOException("line 1 does not name the columns of a lexicon");
        }
        int number = 1;
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            var columns = line.split("\t", -1);
            if (columns.length != COLUMNS) {
                throw new IOException("line " + number + " has " + columns.length + " columns, where a lexicon has 4");
            }
            var entry = new Entry(probability(columns[2], number), probability(columns[3], number));
            if (!lexicon.add(columns[0], columns[1], entry)) {
                throw new IOException("line " + number + " has a pair of words that stands before");
            }
        }
        return lexicon;
    }

    private static int probability(String text, int line) throws IOException {
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= LexicalTable.ONE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same as a number that is none of a probability.
        }
        throw new IOException("line " + line + " has no probability of 0 to 2^30 where one belongs");
    }

    private boolean add(String source, String target, Entry entry) {
        size++;
        byTarget.computeIfAbsent(target, word -> new HashMap<>()).put(source, entry);
        return bySource.computeIfAbsent(source, word -> new HashMap<>()).put(target, entry) == null;
    }

    /** Pairs of words. */
    public int size() {
        return size;
    }

    /**
     * The most probable translations of a source word, the most probable first; none where it is not known.
     *
     * @param word in lower case, one of {@link Terms}
     */
    public List<Translation> translations(String word, int most) {
        return bySource.getOrDefault(word, Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue().forward > 0)
                .map(entry -> translation(entry.getKey(), entry.getValue().forward, entry.getValue().backward))
                .sorted(MOST_PROBABLE)
                .limit(most)
                .toList();
    }

    /** The same of a target word, in the other direction. */
    public List<Translation> sources(String word, int most) {
        return byTarget.getOrDefault(word, Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue().backward > 0)
                .map(entry -> translation(entry.getKey(), entry.getValue().backward, entry.getValue().forward))
                .sorted(MOST_PROBABLE)
                .limit(most)
                .toList();
    }

    private static Translation translation(String word, int probability, int reverse) {
        return new Translation(word, probability / (double) LexicalTable.ONE, reverse / (double) LexicalTable.ONE);
    }

    /**
     * Which source term each target term comes from, as Pharaoh writes it: {@code 0-0 1-2}, places from 0 among
     * {@link Terms} of the source and of the target. A target term is linked to the source term of which it is most
     * probable, of equal ones to that nearest to its own place, and not at all where the empty word is as probable.
     */
    public String align(String source, String target) {
        var sources = Terms.of(source);
        var targets = Terms.of(target);
        var links = new StringJoiner(" ");
        for (int j = 0; j < targets.size(); j++) {
            var known = byTarget.getOrDefault(targets.get(j), Map.of());
            int most = forward(known, "");
            int best = -1;
            for (int i = 0; i < sources.size(); i++) {
                int forward = forward(known, sources.get(i));
                if (forward > most || best >= 0 && forward == most && isNearer(i, best, j, sources, targets)) {
                    most = forward;
                    best = i;
                }
            }
            if (best >= 0) {
                links.add(best + "-" + j);
            }
        }
        return links.toString();
    }

    private static int forward(Map<String, Entry> known, String source) {
        var entry = known.get(source);
        return entry == null ? 0 : entry.forward;
    }

    private static boolean isNearer(int i, int best, int j, List<String> sources, List<String> targets) {
        long place = (long) j * sources.size();
        return Math.abs((long) i * targets.size() - place) < Math.abs((long) best * targets.size() - place);
    }
}
