package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.text.WordPlaces;
import io.sparkseq2seq.text.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

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

    /** @param rows of {@link Encoded} */
    static UnseenWords of(Dataset<Row> rows) {
        var held = new ArrayList<Row>();
        for (var set : List.of("valid", "test")) {
            held.addAll(rows.where(col(HoldOut.SET).equalTo(set))
                    .orderBy(xxhash64(col(Pairs.ID)), col(Pairs.ID))
                    .limit(MOST)
                    .select(
                            col(HoldOut.SET),
                            substring(col(Pairs.SOURCE), 1, MOST_CHARACTERS),
                            substring(col(Pairs.TARGET), 1, MOST_CHARACTERS))
                    .collectAsList());
        }
        var sides = List.of(new HashMap<String, Integer>(), new HashMap<String, Integer>());
        for (var row : held) {
            for (int side = 0; side < 2; side++) {
                var places = sides.get(side);
                for (var word : Words.of(row.getString(1 + side))) {
                    places.putIfAbsent(word, places.size());
                }
            }
        }
        if (held.isEmpty()) {
            return new UnseenWords(Map.of());
        }
        var known = JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
                .broadcast(new WordPlaces[] {places(sides.get(0)), places(sides.get(1))});
        try {
            var seen = rows.where(col(HoldOut.SET).equalTo("train"))
                    .select(Pairs.SOURCE, Pairs.TARGET)
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .mapPartitions(part -> seen(part, known.value()))
                    .fold(new BitSet[] {new BitSet(), new BitSet()}, UnseenWords::or);
            return new UnseenWords(shares(held, sides, seen));
        } finally {
            known.destroy(false);
        }
    }

    private static WordPlaces places(Map<String, Integer> words) {
        return new WordPlaces(words.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList());
    }

    private static Iterator<BitSet[]> seen(Iterator<InternalRow> rows, WordPlaces[] sides) {
        var seen = new BitSet[] {new BitSet(), new BitSet()};
        while (rows.hasNext()) {
            var row = rows.next();
            for (int side = 0; side < 2; side++) {
                sides[side].visit(row.getUTF8String(side).toString(), seen[side]::set);
            }
        }
        return List.<BitSet[]>of(seen).iterator();
    }

    private static BitSet[] or(BitSet[] one, BitSet[] other) {
        one[0].or(other[0]);
        one[1].or(other[1]);
        return one;
    }

    private static Map<String, Double> shares(List<Row> held, List<HashMap<String, Integer>> sides, BitSet[] seen) {
        var words = new TreeMap<String, Long>();
        var unseen = new TreeMap<String, Long>();
        for (var row : held) {
            for (int side = 0; side < 2; side++) {
                var name = row.getString(0) + (side == 0 ? " source" : " target");
                for (var word : Words.of(row.getString(1 + side))) {
                    words.merge(name, 1L, Long::sum);
                    unseen.merge(name, seen[side].get(sides.get(side).get(word)) ? 0L : 1L, Long::sum);
                }
            }
        }
        var shares = new TreeMap<String, Double>();
        words.forEach((name, count) -> shares.put(name, (double) unseen.get(name) / count));
        return shares;
    }
}
