package io.sparkseq2seq.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/** Calls for what an aggregate results in, {@code translate_text(max(text), 'en-de')}: they go above it. */
final class OverAggregates {
    private final Aggregate aggregate;
    private final List<NamedExpression> below = new ArrayList<>();

    private OverAggregates(Aggregate aggregate) {
        this.aggregate = aggregate;
    }

    /** The aggregate without such calls below a projection with them; empty where it has none. */
    static Optional<LogicalPlan> split(Aggregate aggregate) {
        return new OverAggregates(aggregate).split();
    }

    private Optional<LogicalPlan> split() {
        var results = Columns.list(aggregate.aggregateExpressions());
        if (results.stream().noneMatch(result -> callsAbove((Expression) result))) {
            return Optional.empty();
        }
        var above = new ArrayList<NamedExpression>();
        for (var result : results) {
            if (callsAbove((Expression) result)) {
                above.add((NamedExpression) above((Expression) result));
            } else {
                below.add(result);
                above.add(result.toAttribute());
            }
        }
        return Optional.of(new Project(
                Columns.<NamedExpression>list(above),
                new Aggregate(
                        aggregate.groupingExpressions(), Columns.<NamedExpression>list(below), aggregate.child())));
    }

    private boolean isResult(Expression expression) {
        return expression instanceof AggregateExpression
                || Columns.list(aggregate.groupingExpressions()).stream()
                        .anyMatch(grouping -> grouping.semanticEquals(expression));
    }

    private boolean callsAbove(Expression expression) {
        return !isResult(expression)
                && (expression instanceof TranslateText
                        || Columns.list(expression.children()).stream().anyMatch(this::callsAbove));
    }

    private Expression above(Expression expression) {
        if (!isResult(expression)) {
            return expression.mapChildren(this::above);
        }
        var named = expression instanceof NamedExpression name
                ? name
                : new Alias(
                        expression,
                        "result",
                        NamedExpression.newExprId(),
                        Columns.none(),
                        Option.empty(),
                        Columns.none());
        below.add(named);
        return (Expression) named.toAttribute();
    }
}
