package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.text.WordPlaces;
import io.sparkseq2seq.text.Words;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many words of the held-out sets, which are small, do not stand in the training set: the more, the less its scores
 * tell of what was learned from it.
 *
 * @param shares of all words, by set and side: {@code valid source}
 */
record UnseenWords(Map<String, Double> shares) {
    /** Pairs of a held-out set that are looked at, and characters of a side. */
    private static final int MOST = 10_000;

    private static final int MOST_CHARACTERS = 1_000;

    /** The place of the id in a pair that is looked at. */
    private static final int ID = 3;

    /**
     * The words to look for.
     *
     * @param pairs of the held-out sets: the set, the source, the target and the id
     * @param sides distinct words of either side, each with its place
     */
    record Held(List<Row> pairs, List<Map<String, Integer>> sides) {
        /** @param sets pairs of all sets, none dropped yet for the number of its tokens */
        static Held of(Dataset<Row> sets) {
            var pairs = new ArrayList<Row>();
            for (var set : List.of("valid", "test")) {
                pairs.addAll(sets.where(col(HoldOut.SET).equalTo(set))
                        .orderBy(xxhash64(col(Pairs.ID)), col(Pairs.ID))
                        .limit(MOST)
                        .select(
                                col(HoldOut.SET),
                                substring(col(Pairs.SOURCE), 1, MOST_CHARACTERS),
                                substring(col(Pairs.TARGET), 1, MOST_CHARACTERS),
                                col(Pairs.ID))
                        .collectAsList());
            }
            var sides = List.<Map<String, Integer>>of(new HashMap<>(), new HashMap<>());
            for (var pair : pairs) {
                for (int side = 0; side < 2; side++) {
                    var places = sides.get(side);
                    for (var word : Words.of(pair.getString(1 + side))) {
                        places.putIfAbsent(word, places.size());
                    }
                }
            }
            return new Held(pairs, sides);
        }

        /** What executors look pairs and words up in. */
        Known known() {
            var places = sides.stream()
                    .map(words -> new WordPlaces(words.entrySet().stream()
                            .sorted(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .toList()))
                    .toArray(WordPlaces[]::new);
            return new Known(ids(), places);
        }

        private long[] ids() {
            return pairs.stream().mapToLong(pair -> pair.getLong(ID)).sorted().toArray();
        }

        /**
         * The words that training pairs do not have, of the pairs that are left.
         *
         * @param seen the places of those that they have, and of the pairs that were dropped
         */
        UnseenWords without(Seen seen) {
            var words = new TreeMap<String, Long>();
            var unseen = new TreeMap<String, Long>();
            var ids = ids();
            for (var pair : pairs) {
                if (seen.dropped.get(Arrays.binarySearch(ids, pair.getLong(ID)))) {
                    continue;
                }
                for (int side = 0; side < 2; side++) {
                    var name = pair.getString(0) + (side == 0 ? " source" : " target");
                    for (var word : Words.of(pair.getString(1 + side))) {
                        words.merge(name, 1L, Long::sum);
                        boolean isSeen = seen.sides[side].get(sides.get(side).get(word));
                        unseen.merge(name, isSeen ? 0L : 1L, Long::sum);
                    }
                }
            }
            var shares = new TreeMap<String, Double>();
            words.forEach((name, count) -> shares.put(name, (double) unseen.get(name) / count));
            return new UnseenWords(shares);
        }
    }

    /** The ids of the pairs, in order, and the words of either side. */
    static final class Known implements Serializable {
        private static final long serialVersionUID = 1;

        private final long[] ids;
        private final WordPlaces[] sides;

        private Known(long[] ids, WordPlaces[] sides) {
            this.ids = ids;
            this.sides = sides;
        }
    }

    /** Which of the words some training pairs have, and which of the pairs were dropped after all. */
    static final class Seen implements Serializable {
        private static final long serialVersionUID = 1;

        /** Null when no pair follows. */
        private Broadcast<Known> known;

        private final BitSet[] sides = {new BitSet(), new BitSet()};
        private final BitSet dropped = new BitSet();

        /** None yet. */
        Seen(Broadcast<Known> known) {
            this.known = known;
        }

        void add(String source, String target) {
            known.value().sides[0].mark(source, sides[0]);
            known.value().sides[1].mark(target, sides[1]);
        }

        /** @param id of a pair that is dropped, of any set */
        void drop(long id) {
            int place = Arrays.binarySearch(known.value().ids, id);
            if (place >= 0) {
                dropped.set(place);
            }
        }

        void close() {
            known = null;
        }

        void plus(Seen other) {
            sides[0].or(other.sides[0]);
            sides[1].or(other.sides[1]);
            dropped.or(other.dropped);
        }
    }
}
