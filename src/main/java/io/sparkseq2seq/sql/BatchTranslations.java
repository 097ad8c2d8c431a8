package io.sparkseq2seq.sql;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.optimizer.ColumnPruning$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Subquery;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Has the calls in a plan evaluated in batches. Each operator with calls gets a {@link TranslateBatches} below it, as
 * Spark does for functions in Python, with these differences: a call that stands in several operators is evaluated
 * once, one in a branch for the rows of the branch alone, and only the rows that a limit or another filter leaves are
 * translated. What cannot be batched becomes a {@link RowTranslation}.
 *
 * <p>It runs when the other rules have pushed filters and columns down, and before sources take them.
 */
final class BatchTranslations extends Rule<LogicalPlan> {

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        // One that is correlated becomes a join of the query around it.
        boolean later = plan instanceof Subquery subquery && subquery.correlated();
        return later || !calls(plan) ? plan : ColumnPruning$.MODULE$.apply(batched(FewerRows.prepared(plan)));
    }

    /** Whether there are calls to evaluate in a plan or in the subqueries of its expressions. */
    private static boolean calls(LogicalPlan plan) {
        return plan.exists(node -> !(node instanceof TranslateBatches)
                && Columns.list(node.expressions()).stream().anyMatch(BatchTranslations::calls));
    }

    private static boolean calls(Expression expression) {
        return expression.exists(part ->
                part instanceof TranslateText || part instanceof SubqueryExpression subquery && calls(subquery.plan()));
    }

    private static LogicalPlan batched(LogicalPlan plan) {
        if (plan instanceof TranslateBatches
                || plan instanceof Command && plan.children().isEmpty()) {
            return plan;
        }
        var node = plan.mapChildren(BatchTranslations::batched);
        // A command's own expressions are not evaluated: it has planned rows to.
        if (node instanceof Command || Columns.list(node.expressions()).stream().noneMatch(BatchTranslations::calls)) {
            return node;
        }
        node = node.mapExpressions(BatchTranslations::inSubqueries);
        if (node instanceof Aggregate aggregate) {
            return OverAggregates.split(aggregate)
                    .map(split -> split.mapChildren(BatchTranslations::extracted))
                    .map(BatchTranslations::extracted)
                    .orElseGet(() -> extracted(aggregate));
        }
        return extracted(node);
    }

    private static LogicalPlan extracted(LogicalPlan node) {
        return Extraction.of(node).mapExpressions(BatchTranslations::byRow);
    }

    private static Expression inSubqueries(Expression expression) {
        Expression rest = expression instanceof SubqueryExpression subquery && calls(subquery.plan())
                ? subquery.withNewPlan(ColumnPruning$.MODULE$.apply(batched(FewerRows.prepared(subquery.plan()))))
                : expression;
        return rest.mapChildren(BatchTranslations::inSubqueries);
    }

    private static Expression byRow(Expression expression) {
        var rest = expression.mapChildren(BatchTranslations::byRow);
        return rest instanceof TranslateText call ? new RowTranslation(call) : rest;
    }
}
