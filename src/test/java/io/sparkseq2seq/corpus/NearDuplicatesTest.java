package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.CpuTime;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.similarity.Distinction;
import io.sparkseq2seq.similarity.MinHash;
import io.sparkseq2seq.similarity.Shingles;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest implements SparkTest {
    private final SparkSession spark = SparkTest.spark();
    private final Steps steps = new Steps(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            spark.sparkContext().statusTracker(),
            Duration.ofHours(1));

    @AfterEach
    void close() {
        steps.close();
    }

    /** What goes, with what stays in its place. */
    private Map<Long, Long> gone(List<Row> pairs, int partitions) {
        var rows = spark.createDataFrame(pairs, Pairs.SCHEMA).repartition(partitions);
        var judged = new NearDuplicates(0.8, 4, steps).judge(rows).collectAsList();
        assertThat(judged).hasSameSizeAs(pairs);
        var gone = new TreeMap<Long, Long>();
        for (var row : judged) {
            assertThat(row.isNullAt(3)).isEqualTo(row.isNullAt(4));
            if (!row.isNullAt(3)) {
                assertThat(row.getString(3)).isEqualTo("nearly a duplicate");
                gone.put(row.getLong(0), row.getLong(4));
            }
        }
        return gone;
    }

    private static Row pair(long id, String source, String target) {
        return RowFactory.create(id, source, target);
    }

    @Test
    void aPairGoesWhenOneBeforeItIsNearlyTheSame() {
        var pairs = List.of(
                pair(3, "Two young men are standing near the old river.", "Zwei junge Männer stehen am alten Fluss."),
                pair(1, "Two young men are standing near the old river", "Zwei junge Männer stehen am alten Fluss"),
                pair(2, "two young men are standing near the old rivers.", "Zwei junge Männer stehen am alten Fluss."),
                pair(4, "Two young men are standing near the old river.", "Ein Paar wartet dort am Ufer."),
                pair(5, "Room 12 is on the upper floor of this house.", "Zimmer 12 ist im oberen Stock des Hauses."),
                pair(6, "Room 13 is on the upper floor of this house.", "Zimmer 13 ist im oberen Stock des Hauses."),
                pair(7, "他是学生。", "He is a student."),
                pair(8, "她是学生。", "She is a student."),
                pair(9, "", ""),
                pair(10, "你去。", "You go."),
                pair(11, "你去？", "You go?"),
                pair(12, "停！", "Stop!"),
                pair(13, "停。", "stop"));
        assertThat(gone(pairs, 2)).isEqualTo(Map.of(2L, 1L, 3L, 1L, 13L, 12L));
    }

    private record Compared(long id, long distinction, long[] shingles) {
        static Compared of(Row pair) {
            return new Compared(
                    pair.getLong(0),
                    Distinction.of(pair.getString(1), pair.getString(2)),
                    Shingles.set(Shingles.of(pair.getString(1), pair.getString(2), 4)));
        }

        boolean isNear(Compared other) {
            return distinction == other.distinction && Shingles.similarity(shingles, other.shingles) >= 0.8;
        }
    }

    /** The same the slow way: all with all, and what stays chosen one by one. */
    private static Map<Long, Long> bruteForce(List<Row> pairs) {
        var stays = new ArrayList<Compared>();
        var gone = new TreeMap<Long, Long>();
        for (var pair : pairs) {
            var compared = Compared.of(pair);
            var near = stays.stream().filter(compared::isNear).findFirst();
            if (near.isPresent()) {
                gone.put(compared.id, near.get().id);
            } else {
                stays.add(compared);
            }
        }
        return gone;
    }

    /** Sentences of a few hundred words, with copies in which a word or two are others. */
    private static List<Row> sentences(int count) {
        var random = new Random(7);
        var pairs = new ArrayList<Row>();
        for (long id = 0; id < count; id++) {
            if (id > 0 && random.nextInt(3) == 0) {
                var model = pairs.get(random.nextInt((int) id));
                pairs.add(pair(id, changed(model.getString(1), random), changed(model.getString(2), random)));
            } else {
                int length = 5 + random.nextInt(12);
                pairs.add(pair(id, words(length, 0, random), words(length, 300, random)));
            }
        }
        return pairs;
    }

    private static String words(int length, int from, Random random) {
        var words = new ArrayList<String>();
        for (int i = 0; i < length; i++) {
            words.add(word(from + random.nextInt(300)));
        }
        return String.join(" ", words);
    }

    /** A word of its number's own. */
    private static String word(int number) {
        var random = new Random(number * 7919L);
        return random.ints(3 + random.nextInt(7), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String changed(String text, Random random) {
        var words = text.split(" ");
        if (random.nextBoolean()) {
            words[random.nextInt(words.length)] = word(random.nextInt(600));
        }
        return String.join(" ", words);
    }

    @Test
    void nearlyAllAreFoundAndNothingElseWhateverThePartitions() {
        var pairs = sentences(1_500);
        var expected = bruteForce(pairs);
        var found = gone(pairs, 1);
        assertThat(expected).hasSizeGreaterThan(200);
        // A pair that is missed stays, and then takes others with it that would have had another in their place.
        var both = new HashSet<>(expected.keySet());
        both.retainAll(found.keySet());
        assertThat(both).hasSizeGreaterThan((int) (0.985 * expected.size()));
        var byId = new HashMap<Long, Row>();
        pairs.forEach(pair -> byId.put(pair.getLong(0), pair));
        found.forEach((id, of) -> {
            assertThat(of).isLessThan(id);
            assertThat(found).doesNotContainKey(of);
            assertThat(Compared.of(byId.get(id)).isNear(Compared.of(byId.get(of))))
                    .isTrue();
        });
        spark.conf().set("spark.sql.shuffle.partitions", 7);
        try {
            assertThat(gone(pairs, 5)).isEqualTo(found);
        } finally {
            spark.conf().set("spark.sql.shuffle.partitions", 3);
        }
    }

    @Test
    void whatIsNearOnlyToAPairThatGoesStays() {
        var pairs = List.of(
                pair(0, "one two three four five six seven eight nine ten eleven", "eins zwei drei vier fünf sechs"),
                pair(
                        1,
                        "one two three four five six seven eight nine ten eleven xyz.",
                        "eins zwei drei vier fünf sechs uv"),
                pair(
                        2,
                        "one two three four five six seven eight nine ten eleven xyz. vwxyz abc",
                        "eins zwei drei vier fünf sechs uv rst"));
        assertThat(bruteForce(pairs)).isEqualTo(Map.of(1L, 0L));
        assertThat(gone(pairs, 1)).isEqualTo(Map.of(1L, 0L));
    }

    @Test
    void aMillionMembersOfOneBandAreNotComparedWithOneAnother() {
        var random = new SplittableRandom(1);
        var members = IntStream.range(0, 1_000_000)
                .mapToObj(id -> new GenericInternalRow(new Object[] {1L, (long) id, random.nextLong()}))
                .map(row -> (InternalRow) row)
                .iterator();
        var candidates = new Candidates(members, MinHash.of(0.8));
        long found = 0;
        var worked = CpuTime.start();
        for (; candidates.hasNext(); candidates.next()) {
            found++;
        }
        assertThat(found).isLessThan(4_000_000);
        // All with all would take the better part of an hour.
        assertThat(worked.elapsed()).isLessThan(Duration.ofSeconds(30));
    }
}
