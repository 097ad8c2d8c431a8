package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.similarity.TextShape;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * Lines that stand with many different other sides, such as "Page 3 of 10" or a site's slogan: of the pairs whose
 * source, case and numbers aside, is the same, those with the smallest ids stay, up to a cap, and likewise of targets.
 * Such lines would fill the training with what nobody translates; what stands with many other sides is mostly not their
 * translation.
 */
final class Boilerplate {
    static final String SOURCE = "boilerplate as source";
    static final String TARGET = "boilerplate as target";

    private static final String SIDE = "side";
    private static final String SHAPE = "shape";

    private Boilerplate() {}

    /**
     * The pairs with {@code reason} and {@code of}, the first pair of that line; both null for those that stay.
     *
     * @param pairs {@code id, source, target}
     * @param max pairs of a line that stay, at least 1
     */
    static Dataset<Row> judge(Dataset<Row> pairs, int max, Steps steps) {
        var shapes = pairs.select(
                col(Pairs.ID),
                posexplode(array(shape(Pairs.SOURCE, 0), shape(Pairs.TARGET, 1)))
                        .as(new String[] {SIDE, SHAPE}));
        var frequent = steps.keep(shapes.groupBy(SHAPE)
                .agg(count(lit(1)).as("pairs"))
                .where(col("pairs").gt(max))
                .select(SHAPE));
        var line = Window.partitionBy(SHAPE).orderBy(Pairs.ID);
        var over = shapes.join(Verdicts.small(frequent, frequent.count()), SHAPE)
                .withColumn("place", row_number().over(line))
                .withColumn(Rejections.OF, first(Pairs.ID).over(line))
                .where(col("place").gt(max))
                .groupBy(Pairs.ID)
                .agg(min(struct(SIDE, Rejections.OF)).as("first"))
                .select(
                        col(Pairs.ID),
                        when(col("first." + SIDE).equalTo(0), SOURCE)
                                .otherwise(TARGET)
                                .as(Rejections.REASON),
                        col("first." + Rejections.OF).as(Rejections.OF));
        return Verdicts.join(pairs, steps.keep(over));
    }

    private static Column shape(String side, long seed) {
        return udf((UDF1<String, Long>) text -> TextShape.hash(text, seed), DataTypes.LongType)
                .apply(col(side));
    }
}
