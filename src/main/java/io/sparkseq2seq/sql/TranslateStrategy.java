package io.sparkseq2seq.sql;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.Seq;

/** Plans {@link TranslateBatches}. */
final class TranslateStrategy extends SparkStrategy {
    private static final long serialVersionUID = 1;

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        return plan instanceof TranslateBatches batches
                ? Columns.one(new TranslateBatchesExec(batches.calls(), batches.results(), planLater(batches.child())))
                : Columns.none();
    }
}
