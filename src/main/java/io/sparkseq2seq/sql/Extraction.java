package io.sparkseq2seq.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/** Moves the calls of an operator to a {@link TranslateBatches} below it. */
final class Extraction {
    private LogicalPlan node;

    private Extraction(LogicalPlan node) {
        this.node = node;
    }

    /** The operator with columns in place of all calls that a child alone has the text of; its output is the same. */
    static LogicalPlan of(LogicalPlan node) {
        var extraction = new Extraction(node);
        // A call within the text of another is ready first.
        while (extraction.step()) {}
        var done = extraction.node;
        return done.output().equals(node.output())
                ? done
                : new Project(
                        Columns.<NamedExpression>list(new ArrayList<NamedExpression>(Columns.list(node.output()))),
                        done);
    }

    private boolean step() {
        var columns = new LinkedHashMap<Expression, Attribute>();
        var children = new ArrayList<LogicalPlan>();
        for (var child : Columns.list(node.children())) {
            children.add(withColumns(child, columns));
        }
        if (columns.isEmpty()) {
            return false;
        }
        node = node.withNewChildren(Columns.list(children)).mapExpressions(expression -> replaced(expression, columns));
        return true;
    }

    /**
     * The child with a column for each call that it alone has the text of.
     *
     * @param columns those that other children have; more are added
     */
    private LogicalPlan withColumns(LogicalPlan child, Map<Expression, Attribute> columns) {
        var uses = new LinkedHashMap<Expression, List<Guards.Use>>();
        for (var use : Guards.uses(Columns.list(node.expressions()), call -> isReady(call, child))) {
            var key = key(use.call());
            if (!columns.containsKey(key)) {
                uses.computeIfAbsent(key, call -> new ArrayList<>())
                        .add(use.with(condition -> isEvaluable(condition, child)));
            }
        }
        var plan = child;
        var calls = new ArrayList<TranslateText>();
        var results = new ArrayList<Attribute>();
        for (var use : uses.entrySet()) {
            var there = ColumnsBelow.find(plan, use.getKey());
            if (there.isPresent()) {
                plan = there.get().plan();
                columns.put(use.getKey(), there.get().column());
            } else {
                var column = Columns.column("translation", TranslationInfo.TYPE);
                calls.add(Guards.any(use.getValue()));
                results.add(column);
                columns.put(use.getKey(), column);
            }
        }
        return calls.isEmpty() ? plan : new TranslateBatches(Columns.list(calls), Columns.list(results), plan);
    }

    /** What calls of the same model for the same text have in common. */
    static Expression key(TranslateText call) {
        var whole = call.of(call.text());
        return whole.deterministic() ? whole.canonicalized() : whole;
    }

    private static Expression replaced(Expression expression, Map<Expression, Attribute> columns) {
        if (expression instanceof TranslateText call) {
            var column = columns.get(key(call));
            if (column != null) {
                return call.whole() ? column : new GetStructField(column, 0, Option.apply("translation"));
            }
        }
        return expression.mapChildren(child -> replaced(child, columns));
    }

    private static boolean isReady(TranslateText call, LogicalPlan child) {
        return !call.text().exists(Extraction::isOfItsPlace)
                && call.references().subsetOf(child.outputSet());
    }

    /** Whether a condition has the same value below the operator, and costs no translation. */
    private static boolean isEvaluable(Expression condition, LogicalPlan child) {
        return condition.deterministic()
                && condition.references().subsetOf(child.outputSet())
                && !condition.exists(part -> isOfItsPlace(part) || part instanceof PlanExpression);
    }

    /** What only has a value where it stands. */
    private static boolean isOfItsPlace(Expression part) {
        return part instanceof TranslateText
                || part instanceof NamedLambdaVariable
                || part instanceof OuterReference
                || part instanceof AggregateExpression
                || part instanceof WindowExpression
                || part instanceof Generator;
    }
}
