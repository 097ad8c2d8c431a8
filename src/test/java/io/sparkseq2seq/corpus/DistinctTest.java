package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class DistinctTest {
    private static final StructType SORTED = new StructType()
            .add("id", DataTypes.LongType)
            .add("source", DataTypes.StringType)
            .add("target", DataTypes.StringType)
            .add("reason", DataTypes.StringType)
            .add("of", DataTypes.LongType)
            .add("repaired", DataTypes.IntegerType)
            .add("hash", DataTypes.LongType);

    private static InternalRow pair(long id, String source, String target, String reason, int repaired, long hash) {
        return new GenericInternalRow(new Object[] {
            id,
            UTF8String.fromString(source),
            UTF8String.fromString(target),
            UTF8String.fromString(reason),
            null,
            repaired,
            hash
        });
    }

    /**
     * What is left of sorted pairs, which share one object as Spark's do: {@code id source target reason last copies}.
     */
    private static List<String> left(InternalRow... pairs) {
        var projection = UnsafeProjection.create(SORTED);
        var left = new ArrayList<String>();
        new Distinct(List.of(pairs).stream()
                        .map(pair -> (InternalRow) projection.apply(pair))
                        .iterator())
                .forEachRemaining(row -> left.add(row.getLong(0) + " " + row.getUTF8String(1) + " "
                        + row.getUTF8String(2) + " " + row.getUTF8String(3) + " " + row.getLong(Distinct.LAST) + " "
                        + row.getLong(Distinct.COPIES)));
        return left;
    }

    @Test
    void theSmallestIdOfTheSamePairsStays() {
        assertThat(left(
                        pair(7, "a", "b", null, 0, -1),
                        pair(3, "a", "b", null, 0, -1),
                        pair(9, "a", "b", null, 0, -1),
                        pair(1, "c", "d", null, 0, 5)))
                .containsExactlyInAnyOrder("3 a b null 9 3", "1 c d null 1 1");
    }

    @Test
    void pairsOfOneHashAreToldApart() {
        assertThat(left(
                        pair(1, "ab", "c", null, 0, 0),
                        pair(2, "a", "bc", null, 0, 0),
                        pair(3, "ab", "c", null, 0, 0),
                        pair(4, "a", "bc", null, 0, 0)))
                .containsExactlyInAnyOrder("1 ab c null 3 2", "2 a bc null 4 2");
    }

    @Test
    void judgedPairsComeAlongEvenWhereTheyAreTheSame() {
        assertThat(left(
                        pair(1, "a", null, "malformed", 0, 1),
                        pair(2, "a", "b", "long", 0, 1),
                        pair(3, "a", "b", "long", 0, 1),
                        pair(4, "a", "b", null, 0, 1)))
                .containsExactlyInAnyOrder(
                        "1 a null malformed 1 1", "2 a b long 2 1", "3 a b long 3 1", "4 a b null 4 1");
    }

    @Test
    void repairsOfAllCopiesCount() {
        var projection = UnsafeProjection.create(SORTED);
        var row = new Distinct(List.of(
                                pair(1, "a", "b", null, 1, 0),
                                pair(2, "a", "b", null, 0, 0),
                                pair(3, "a", "b", null, 3, 0))
                        .stream()
                        .map(pair -> (InternalRow) projection.apply(pair))
                        .iterator())
                .next();
        var repaired = (long[]) row.get(Distinct.REPAIRED, null);
        assertThat(repaired[0]).isEqualTo(2);
        assertThat(repaired[1]).isEqualTo(1);
    }
}
