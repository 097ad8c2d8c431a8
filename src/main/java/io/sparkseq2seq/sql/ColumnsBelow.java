package io.sparkseq2seq.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Cross$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * Columns that operators further below have for a call already: a filter on a translation that was pushed below the
 * projection which selects it, for instance.
 *
 * @param plan with the column in its output
 */
record ColumnsBelow(LogicalPlan plan, Attribute column) {

    /** @param key of the call, see {@link Extraction#key} */
    static Optional<ColumnsBelow> find(LogicalPlan plan, Expression key) {
        if (plan instanceof TranslateBatches batches) {
            var calls = Columns.list(batches.calls());
            for (int i = 0; i < calls.size(); i++) {
                if (Extraction.key(calls.get(i)).equals(key)) {
                    return Optional.of(new ColumnsBelow(plan, batches.results().apply(i)));
                }
            }
            return below(plan, 0, key);
        } else if (plan instanceof Project project) {
            return find(project.child(), key).map(below -> {
                var list = new ArrayList<NamedExpression>(Columns.list(project.projectList()));
                if (list.stream().noneMatch(named -> named.exprId().equals(below.column.exprId()))) {
                    list.add(below.column);
                }
                return new ColumnsBelow(new Project(Columns.<NamedExpression>list(list), below.plan), below.column);
            });
        } else if (plan instanceof Join join) {
            boolean both = List.of(Inner$.MODULE$, Cross$.MODULE$).contains(join.joinType());
            boolean left = List.of(LeftOuter$.MODULE$, LeftSemi$.MODULE$, LeftAnti$.MODULE$)
                    .contains(join.joinType());
            return (both || left ? below(plan, 0, key) : Optional.<ColumnsBelow>empty())
                    .or(() -> both ? below(plan, 1, key) : Optional.empty());
        }
        boolean passes = plan instanceof Filter
                || plan instanceof Sort
                || plan instanceof LocalLimit
                || plan instanceof GlobalLimit
                || plan instanceof Repartition
                || plan instanceof RepartitionByExpression;
        return passes ? below(plan, 0, key) : Optional.empty();
    }

    private static Optional<ColumnsBelow> below(LogicalPlan plan, int child, Expression key) {
        return find(plan.children().apply(child), key).map(below -> {
            var children = new ArrayList<>(Columns.list(plan.children()));
            children.set(child, below.plan);
            return new ColumnsBelow(plan.withNewChildren(Columns.list(children)), below.column);
        });
    }
}
