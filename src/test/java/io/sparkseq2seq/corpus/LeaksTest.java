package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.parallel.Pairs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaksTest implements SparkTest {
    private static final List<Row> SETS = List.of(
            pair(100, "The boats are on the wide river.", "Die Boote sind auf dem breiten Fluss."),
            pair(101, "Who is it?", "Wer ist es?"),
            pair(102, "", "…"));

    private static final List<Row> TRAINING = List.of(
            pair(0, "The boats are on the wide river.", "Boote!"),
            pair(1, "THE BOATS, are on the wide river", "Boote!"),
            pair(2, "The boats are on the wide rivers.", "Boote!"),
            pair(3, "Boats!", "Die Boote sind auf dem breiten Fluss."),
            pair(4, "Boats!", "die Boote sind auf dem breiten Fluss"),
            pair(5, "Boats!", "Die Boote sind auf dem breiten Flusse."),
            pair(6, "The boats are on the wide rivers.", "Die Boote sind auf dem breiten Fluss."),
            pair(7, "The houses are near the old bridge.", "Die Häuser sind an der alten Brücke."),
            pair(8, "", "…"),
            pair(9, "", ""));

    private final SparkSession spark = SparkTest.spark();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Steps steps = new Steps(
            new PrintStream(told, true, StandardCharsets.UTF_8),
            spark.sparkContext().statusTracker(),
            Duration.ofHours(1));

    @AfterEach
    void close() {
        steps.close();
    }

    private static Row pair(long id, String source, String target) {
        return RowFactory.create(id, source, target);
    }

    private Map<Long, String> judge(Leaks leaks, Leaks.Held held) {
        var judged = leaks.judge(
                spark.createDataFrame(TRAINING, Pairs.SCHEMA).repartition(2),
                spark.createDataFrame(SETS, Pairs.SCHEMA),
                held);
        var reasons = new TreeMap<Long, String>();
        for (var row : judged.collectAsList()) {
            assertThat(TRAINING.get((int) row.getLong(0)).getString(1)).isEqualTo(row.getString(1));
            if (!row.isNullAt(3)) {
                reasons.put(row.getLong(0), row.getString(3) + ": " + row.getLong(4));
            }
        }
        return reasons;
    }

    @Test
    void leaksAreToldApartBySideAndKind() {
        assertThat(judge(new Leaks(0.8, 100, steps), Leaks.Held.GIVEN))
                .isEqualTo(Map.of(
                        0L, "source in a given set: 100",
                        1L, "source in a given set but for case or punctuation: 100",
                        2L, "source nearly in a given set: 100",
                        3L, "target in a given set: 100",
                        4L, "target in a given set but for case or punctuation: 100",
                        5L, "target nearly in a given set: 100",
                        6L, "target in a given set: 100",
                        8L, "target in a given set: 102"));
    }

    @Test
    void ofSetsThatAreTooLargeForMemoryTheSameLettersAreFound() {
        assertThat(judge(new Leaks(0.8, 2, steps), Leaks.Held.HELD_OUT))
                .isEqualTo(Map.of(
                        0L, "source in a held-out set: 100",
                        1L, "source in a held-out set but for case or punctuation: 100",
                        3L, "target in a held-out set: 100",
                        4L, "target in a held-out set but for case or punctuation: 100",
                        6L, "target in a held-out set: 100",
                        8L, "target in a held-out set: 102"));
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("the sets have more than 2 pairs");
    }

    @Test
    void aSimilarityOfOneMeansTheSameLetters() {
        assertThat(judge(new Leaks(1, 100, steps), Leaks.Held.GIVEN)).containsOnlyKeys(0L, 1L, 3L, 4L, 6L, 8L);
    }
}
