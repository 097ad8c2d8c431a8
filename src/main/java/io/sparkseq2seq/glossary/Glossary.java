package io.sparkseq2seq.glossary;

import com.ibm.icu.lang.UCharacter;
import io.sparkseq2seq.text.Normalizer;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Terms and what they are in the target language.
 *
 * <p>A term is found as whole words (see {@link TextUnits}); of several that begin at one place the longest counts, and
 * places do not overlap. A term in lower case is found in any case: {@code apple} in {@code "Apple"}. One with a
 * capital is found as it is written: {@code IT} in {@code "IT"} alone.
 *
 * <p>A term without a target is copied as the source has it. Immutable. Texts that a normalizer changes need a glossary
 * that it has changed as well, see {@link #in}.
 *
 * <pre>{@code new Glossary(Map.of("dog", List.of("Hund"))).found("My dogs and my dog") // one: "dog", Hund}</pre>
 */
public final class Glossary implements Serializable {
    /** One without terms. */
    public static final Glossary EMPTY = new Glossary(Map.of());

    private static final long serialVersionUID = 1;

    private record Term(String source, List<String> units, boolean asWritten, List<String> targets)
            implements Serializable {}

    private final Map<String, List<Term>> byFirstUnit = new HashMap<>();
    private final int size;
    private final String digest;

    /** @param terms the target's forms of each source term; none: it is copied */
    public Glossary(Map<String, ? extends Collection<String>> terms) {
        var sorted = new TreeMap<String, LinkedHashSet<String>>();
        terms.forEach((source, targets) -> {
            var all = sorted.computeIfAbsent(Normalizer.PLAIN.normalize(source), key -> new LinkedHashSet<>());
            targets.stream()
                    .map(Normalizer.PLAIN::normalize)
                    .filter(form -> !form.isEmpty())
                    .forEach(all::add);
        });
        sorted.remove("");
        var content = sha256();
        sorted.forEach((source, targets) -> {
            var units = TextUnits.of(source).stream().map(TextUnits.Unit::key).toList();
            boolean asWritten = !UCharacter.toLowerCase(source).equals(source);
            byFirstUnit
                    .computeIfAbsent(units.get(0), key -> new ArrayList<>())
                    .add(new Term(source, units, asWritten, List.copyOf(targets)));
            content.update((source + "\t" + String.join("\t", targets) + "\n").getBytes(StandardCharsets.UTF_8));
        });
        // A longer term before a shorter one; as it is written before in any case.
        byFirstUnit
                .values()
                .forEach(list -> list.sort((one, other) -> one.units.size() != other.units.size()
                        ? other.units.size() - one.units.size()
                        : Boolean.compare(other.asWritten, one.asWritten)));
        size = sorted.size();
        digest = HexFormat.of().formatHex(content.digest());
    }

    /**
     * The glossary of texts that a normalizer gives: its terms as they stand there. In lower case {@code IT} is
     * {@code it}; one that is copied is copied as it is written here.
     */
    public Glossary in(Normalizer normalizer) {
        if (size == 0 || normalizer.equals(Normalizer.PLAIN)) {
            return this;
        }
        var terms = new TreeMap<String, LinkedHashSet<String>>();
        byFirstUnit.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Term::source))
                .forEach(term -> {
                    var source = normalizer.normalize(term.source);
                    var targets = terms.computeIfAbsent(source, key -> new LinkedHashSet<>());
                    targets.addAll(
                            term.targets.isEmpty() && !source.equals(term.source)
                                    ? List.of(term.source)
                                    : term.targets);
                });
        return new Glossary(terms);
    }

    /** How many terms there are. */
    public int size() {
        return size;
    }

    /** SHA-256 of the terms and their forms, in hexadecimal digits: the same for the same terms in another order. */
    public String digest() {
        return digest;
    }

    /** The terms in a normalized text, in its order, each place once. */
    public List<Required> found(String text) {
        if (size == 0) {
            return List.of();
        }
        var units = TextUnits.of(text);
        var found = new ArrayList<Required>();
        for (int i = 0; i < units.size(); ) {
            var term = at(text, units, i);
            int length = term == null ? 1 : term.units.size();
            if (term != null) {
                int start = units.get(i).start();
                int end = units.get(i + length - 1).end();
                var forms = term.targets.isEmpty() ? List.of(text.substring(start, end)) : term.targets;
                found.add(new Required(start, end, forms, false));
            }
            i += length;
        }
        return found;
    }

    private Term at(String text, List<TextUnits.Unit> units, int first) {
        for (var term : byFirstUnit.getOrDefault(units.get(first).key(), List.of())) {
            if (matches(term, text, units, first)) {
                return term;
            }
        }
        return null;
    }

    private static boolean matches(Term term, String text, List<TextUnits.Unit> units, int first) {
        int length = term.units.size();
        if (first + length > units.size()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!units.get(first + i).key().equals(term.units.get(i))) {
                return false;
            }
        }
        return !term.asWritten
                || text.substring(
                                units.get(first).start(),
                                units.get(first + length - 1).end())
                        .equals(term.source);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JVM without SHA-256", e);
        }
    }
}
