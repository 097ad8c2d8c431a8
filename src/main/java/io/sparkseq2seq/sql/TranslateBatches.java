package io.sparkseq2seq.sql;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** Rows with what calls give for them, a column for each call behind those of the child. */
public final class TranslateBatches extends LogicalPlan implements UnaryNode, CaseClass {
    private static final long serialVersionUID = 1;

    private final Seq<TranslateText> calls;
    private final Seq<Attribute> results;
    private final LogicalPlan child;

    /**
     * @param calls whose texts have no calls in them
     * @param results a column for each, of {@link TranslationInfo#TYPE}
     */
    public TranslateBatches(Seq<TranslateText> calls, Seq<Attribute> results, LogicalPlan child) {
        this.calls = calls;
        this.results = results;
        this.child = child;
    }

    Seq<TranslateText> calls() {
        return calls;
    }

    Seq<Attribute> results() {
        return results;
    }

    @Override
    public LogicalPlan child() {
        return child;
    }

    @Override
    public Seq<LogicalPlan> children() {
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
    public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
        return new TranslateBatches(calls, results, newChild);
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return withNewChildInternal(children.apply(0));
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
