package io.sparkseq2seq.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Predef;
import scala.Tuple2;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Evaluates calls for the rows of each partition, a chunk of rows at a time, in order; see {@link TranslateBatches}.
 */
public final class TranslateBatchesExec extends SparkPlan implements UnaryExecNode, CaseClass {
    private static final long serialVersionUID = 1;

    private final Seq<TranslateText> calls;
    private final Seq<Attribute> results;
    private final SparkPlan child;
    private transient Map<String, SQLMetric> metrics;

    public TranslateBatchesExec(Seq<TranslateText> calls, Seq<Attribute> results, SparkPlan child) {
        this.calls = calls;
        this.results = results;
        this.child = child;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        var evaluation = new BatchEvaluation(
                calls, child.output(), output(), measured("texts"), measured("failures"), measured("time"));
        return child.execute()
                .toJavaRDD()
                .mapPartitionsWithIndex(evaluation, true)
                .rdd();
    }

    private synchronized SQLMetric measured(String name) {
        if (metrics == null) {
            metrics = new LinkedHashMap<>();
            metrics.put("texts", SQLMetrics.createMetric(sparkContext(), "texts translated"));
            metrics.put("failures", SQLMetrics.createMetric(sparkContext(), "texts failed"));
            metrics.put("time", SQLMetrics.createNanoTimingMetric(sparkContext(), "time to translate", -1));
        }
        return metrics.get(name);
    }

    @Override
    public scala.collection.immutable.Map<String, SQLMetric> metrics() {
        measured("texts");
        return JavaConverters.mapAsScalaMap(metrics).toMap(Predef.<Tuple2<String, SQLMetric>>$conforms());
    }

    @Override
    public SparkPlan child() {
        return child;
    }

    @Override
    public Seq<SparkPlan> children() {
        return Columns.one(child);
    }

    @Override
    public Seq<Attribute> output() {
        return Columns.join(child.output(), results);
    }

    @Override
    public AttributeSet producedAttributes() {
        return Columns.set(results);
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public Seq<SortOrder> outputOrdering() {
        return child.outputOrdering();
    }

    @Override
    public SparkPlan withNewChildInternal(SparkPlan newChild) {
        return new TranslateBatchesExec(calls, results, newChild);
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return withNewChildInternal(children.apply(0));
    }

    @Override
    public String verboseStringWithOperatorId() {
        return UnaryExecNode.super.verboseStringWithOperatorId();
    }

    /** What the Scala compiler would write for the trait. */
    public String org$apache$spark$sql$execution$UnaryExecNode$$super$formattedNodeName() {
        return formattedNodeName();
    }

    @Override
    public Object[] parts() {
        return new Object[] {calls, results, child};
    }

    @Override
    public boolean equals(Object other) {
        return isSame(other);
    }

    @Override
    public int hashCode() {
        return hash();
    }
}
