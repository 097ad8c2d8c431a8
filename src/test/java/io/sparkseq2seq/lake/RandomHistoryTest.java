package io.sparkseq2seq.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.search.EchoModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a source between two runs, the output is a translation of it: rows come, change and go, files are
 * compacted, snapshots rolled back, partitions overwritten, columns added. {@code scripts/soak history} takes more
 * sequences; the seed of one that failed repeats it.
 */
class RandomHistoryTest implements SparkTest {
    private static final int SEQUENCES = Integer.getInteger("history.sequences", 1);
    private static final long SEED = Long.getLong("history.seed", 20261128);
    private static final int STEPS = 5;
    private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";
    private static final List<String> WORDS = List.of("Tom", "loves", "football.", "playing", "the", "dog", "sleeps.");

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();
    private Random random;
    private String source;
    private boolean isIceberg;
    private int next;
    private int columns;

    /** Of Iceberg, small tables are joined as large ones are. */
    private void join(boolean asLarge) {
        if (asLarge) {
            spark.conf().set(BROADCAST, -1);
        } else {
            spark.conf().unset(BROADCAST);
        }
    }

    @AfterEach
    void joinAsBefore() {
        join(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta"})
    void theOutputIsATranslationOfTheSourceAfterEachRun(String lake) {
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            long seed = SEED + sequence;
            random = new Random(seed);
            isIceberg = lake.equals("iceberg");
            join(isIceberg);
            var name = lake + "_" + sequence;
            source = isIceberg ? "lake.history." + name : "delta.`" + folder + "/" + name + "`";
            var output = isIceberg ? "lake.history." + name + "_echo" : "delta.`" + folder + "/" + name + "_echo`";
            next = 0;
            columns = 0;
            if (isIceberg) {
                spark.sql("DROP TABLE IF EXISTS " + source);
                spark.sql("DROP TABLE IF EXISTS " + output);
            }
            spark.sql("CREATE TABLE " + source + " (id bigint, text string, topic string) USING " + lake
                    + " PARTITIONED BY (topic)");
            append();
            var done = new ArrayList<String>();
            for (int step = 0; step < STEPS; step++) {
                if (step > 0) {
                    done.add(change());
                }
                translate(output);
                assertThat(rows(output, true)).as("seed " + seed + ": " + done).isEqualTo(rows(source, false));
            }
        }
    }

    private String change() {
        switch (random.nextInt(7)) {
            case 0 -> {
                append();
                return "append";
            }
            case 1 -> {
                spark.sql("UPDATE " + source + " SET text = '" + text() + "' WHERE id % 3 = " + random.nextInt(3));
                return "update texts";
            }
            case 2 -> {
                spark.sql("DELETE FROM " + source + " WHERE id % 5 = " + random.nextInt(5));
                return "delete";
            }
            case 3 -> {
                if (isIceberg) {
                    spark.sql("CALL lake.system.rewrite_data_files(table => '" + source.substring(5) + "', options =>"
                            + " map('rewrite-all', 'true'))");
                } else {
                    spark.sql("OPTIMIZE " + source);
                }
                return "compact";
            }
            case 4 -> {
                rollBack();
                return "roll back";
            }
            case 5 -> {
                var column = "more" + columns++;
                spark.sql("ALTER TABLE " + source + " ADD COLUMNS (" + column + " int)");
                spark.sql("UPDATE " + source + " SET " + column + " = id WHERE id % 2 = 0");
                return "add a column";
            }
            default -> {
                spark.sql("UPDATE " + source + " SET topic = 'c' WHERE id % 4 = " + random.nextInt(4));
                return "move to another partition";
            }
        }
    }

    private void rollBack() {
        if (isIceberg) {
            var snapshots = spark.sql("SELECT snapshot_id FROM " + source + ".history WHERE is_current_ancestor"
                            + " ORDER BY made_current_at")
                    .collectAsList();
            var back = snapshots.get(random.nextInt(snapshots.size()));
            spark.sql("CALL lake.system.rollback_to_snapshot('" + source.substring(5) + "', " + back.getLong(0) + ")");
        } else {
            long last =
                    spark.sql("DESCRIBE HISTORY " + source + " LIMIT 1").head().getLong(0);
            spark.sql("RESTORE TABLE " + source + " TO VERSION AS OF " + (1 + random.nextInt((int) last)));
        }
    }

    private void append() {
        var values = IntStream.range(0, 8)
                .mapToObj(i -> "(" + next++ + ", " + (random.nextInt(8) == 0 ? "NULL" : "'" + text() + "'") + ", '"
                        + (char) ('a' + random.nextInt(3)) + "'" + ", NULL".repeat(moreColumns()) + ")")
                .collect(Collectors.joining(", "));
        spark.sql("INSERT INTO " + source + " VALUES " + values);
    }

    private int moreColumns() {
        return spark.table(source).columns().length - 3;
    }

    private String text() {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" "));
    }

    private void translate(String output) {
        var settings = List.of(
                "translate.format=table",
                "translate.input=" + source,
                "translate.output=" + output,
                "translate.column=text",
                "translate.key=[id]",
                "translate.batch=4");
        LakeJob.run(spark, Settings.load(Optional.empty(), settings), EchoModel::translator);
    }

    /** The source's columns and the translation, which echoes the text. */
    private List<String> rows(String table, boolean isOutput) {
        var rows = spark.table(table);
        var names = new TreeSet<>(List.of(spark.table(source).columns()));
        var columns = names.stream().map(name -> "`" + name + "`").collect(Collectors.toCollection(ArrayList::new));
        columns.add((isOutput ? "translation" : "text") + " AS echo");
        return rows.selectExpr(columns.toArray(String[]::new))
                .orderBy("id")
                .toJSON()
                .collectAsList();
    }
}
