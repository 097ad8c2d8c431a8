package io.sparkseq2seq.filter;

import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Sides of which one has an address, of the web or of mail, that the other has not. */
record AddressMatch() implements PairFilter {
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:https?|ftp)://[\\p{Alnum}./?#%&=_~:@+\\-]+|\\bwww\\.[\\p{Alnum}./?#%&=_~:+\\-]+|[\\p{Alnum}._%+\\-]+@[\\p{Alnum}\\-]+(?:\\.[\\p{Alnum}\\-]+)+");

    @Override
    public String name() {
        return "other addresses";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        if (!mayHave(pair.source()) && !mayHave(pair.target())) {
            return Optional.empty();
        }
        var source = addresses(pair.source());
        var target = addresses(pair.target());
        if (source.equals(target)) {
            return Optional.empty();
        }
        boolean isSources = !target.containsAll(source);
        var alone = new TreeSet<>(isSources ? source : target);
        alone.removeAll(isSources ? target : source);
        return Optional.of(alone.first() + " is in the " + (isSources ? "source" : "target") + " alone");
    }

    /** A text without addresses: their letters are of no language. */
    static String without(String text) {
        return mayHave(text) ? ADDRESS.matcher(text).replaceAll("") : text;
    }

    private static boolean mayHave(String text) {
        return text.indexOf('@') >= 0 || text.contains("://") || text.contains("www.");
    }

    private static TreeSet<String> addresses(String text) {
        var addresses = new TreeSet<String>();
        var found = ADDRESS.matcher(text);
        while (found.find()) {
            // What ends the sentence is not the address's.
            addresses.add(found.group().replaceFirst("[.,:;!?)/\\-]+$", "").toLowerCase(Locale.ROOT));
        }
        return addresses;
    }
}
