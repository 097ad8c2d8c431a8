package io.sparkseq2seq.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest implements SparkTest {
    private final SparkSession spark = SparkTest.spark();

    private List<Long> digests(String... values) {
        return spark
                .sql("SELECT inline(array(struct(" + String.join(" AS v), struct(", values) + " AS v)))")
                .select(Rows.digest(spark.sql("SELECT " + values[0] + " AS v").schema()))
                .collectAsList()
                .stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "map('a', '1, b -> 2'); map('a', '1', 'b', '2')",
                "array(1, null, 2); array(1, 2)",
                "array('a, b'); array('a', 'b')",
                "array('null'); array(cast(null as string))",
                "named_struct('x', 'a', 'y', cast(null as string)); named_struct('x', cast(null as string), 'y', 'a')",
                "array(array(1), array(2)); array(array(1, 2), cast(array() as array<int>))",
                "map('a', map(1, 2)); map('a', map(2, 1))",
                "cast(array() as array<int>); cast(null as array<int>)",
                "1; 2",
            })
    void valuesThatDifferHaveDifferentDigests(String one, String other) {
        assertThat(digests(one, other, one)).satisfies(three -> {
            assertThat(three.get(0)).isNotEqualTo(three.get(1));
            assertThat(three.get(0)).isEqualTo(three.get(2));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "map('a', 1, 'b', 2); map('b', 2, 'a', 1)",
                "array(map(1, array(map('x', 1, 'y', 2)))); array(map(1, array(map('y', 2, 'x', 1))))",
            })
    void mapsAreTheSameInWhateverOrder(String one, String other) {
        var digests = digests(one, other);
        assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }
}
