package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.parallel.Pairs;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoilerplateTest implements SparkTest {
    private final SparkSession spark = SparkTest.spark();
    private final Steps steps = new Steps(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            spark.sparkContext().statusTracker(),
            Duration.ofHours(1));

    @AfterEach
    void close() {
        steps.close();
    }

    private Map<Long, String> judge(List<Row> pairs, int max, int partitions) {
        var rows = spark.createDataFrame(pairs, Pairs.SCHEMA).repartition(partitions);
        var judged = Boilerplate.judge(rows, max, steps).collectAsList();
        assertThat(judged).hasSameSizeAs(pairs);
        var reasons = new TreeMap<Long, String>();
        for (var row : judged) {
            if (!row.isNullAt(3)) {
                reasons.put(row.getLong(0), row.getString(3) + " of " + row.getLong(4));
            }
        }
        return reasons;
    }

    @Test
    void theFirstPairsOfALineStayWhateverItsNumbersAndCase() {
        var pairs = new ArrayList<Row>();
        for (long id = 9; id >= 0; id--) {
            pairs.add(RowFactory.create(
                    id, (id % 2 == 0 ? "Page " : "PAGE ") + id + " of 10", "Nummer " + "abcdefghij".charAt((int) id)));
        }
        for (long id = 20; id < 24; id++) {
            pairs.add(RowFactory.create(id, "line " + (char) ('a' + id), "Wir machen Träume wahr."));
        }
        pairs.add(RowFactory.create(30L, "Page 7 of 10", "Wir machen Träume wahr."));
        pairs.add(RowFactory.create(31L, "Nummer a", "Page 3 of 10"));
        var expected = new TreeMap<Long, String>();
        for (long id = 3; id < 10; id++) {
            expected.put(id, "boilerplate as source of 0");
        }
        expected.put(23L, "boilerplate as target of 20");
        expected.put(30L, "boilerplate as source of 0");
        assertThat(judge(pairs, 3, 1)).isEqualTo(expected);
        assertThat(judge(pairs, 3, 4)).isEqualTo(expected);
        assertThat(judge(pairs, 11, 2)).isEmpty();
    }
}
