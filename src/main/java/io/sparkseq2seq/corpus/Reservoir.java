package io.sparkseq2seq.corpus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A count of pairs, and a fair sample of them: those with the smallest hashes of their ids, so that it is the same in
 * whatever order and parts they come.
 */
final class Reservoir implements Serializable {
    private static final long serialVersionUID = 1;
    /** Characters of a side that a sample shows. */
    private static final int MOST_CHARACTERS = 1000;

    private static final Comparator<Sample> BY_HASH =
            Comparator.comparingLong(Sample::hash).thenComparingLong(Sample::id);

    /**
     * A dropped pair.
     *
     * @param id of it
     * @param of the pair that stays in its place; null where there is none
     * @param source its first {@value #MOST_CHARACTERS} characters; null where its line has no such column
     * @param target likewise
     */
    record Sample(long id, Long of, String source, String target) implements Serializable {
        Sample {
            source = cut(source);
            target = cut(target);
        }

        private static String cut(String text) {
            if (text == null || text.length() <= MOST_CHARACTERS) {
                return text;
            }
            boolean parts = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
            return text.substring(0, parts ? MOST_CHARACTERS - 1 : MOST_CHARACTERS) + "…";
        }

        /** Murmur3's last mixing step: neighbours are far from each other. */
        long hash() {
            long hash = id * 0x9E3779B97F4A7C15L;
            hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
            hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
            return hash ^ hash >>> 33;
        }
    }

    private final int most;
    private final TreeSet<Sample> samples = new TreeSet<>(new ByHash());
    private long count;

    /** {@link TreeSet} wants to be sent with its order. */
    private static final class ByHash implements Comparator<Sample>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(Sample one, Sample other) {
            return BY_HASH.compare(one, other);
        }
    }

    /** @param most samples to keep */
    Reservoir(int most) {
        this.most = most;
    }

    void add(Sample sample) {
        count++;
        keep(sample);
    }

    private void keep(Sample sample) {
        samples.add(sample);
        if (samples.size() > most) {
            samples.pollLast();
        }
    }

    /** This one, with what another has counted. */
    Reservoir plus(Reservoir other) {
        count += other.count;
        other.samples.forEach(this::keep);
        return this;
    }

    long size() {
        return count;
    }

    /** By their ids. */
    List<Sample> samples() {
        var sorted = new ArrayList<>(samples);
        sorted.sort(Comparator.comparingLong(Sample::id));
        return sorted;
    }
}
