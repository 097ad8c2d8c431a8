package io.sparkseq2seq.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Cross$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import scala.Option;

/**
 * Arranges a plan so that calls see few rows: below filters without calls, limits, and sorting by other columns; and a
 * filter over a join of both its sides becomes its condition.
 */
final class FewerRows {
    private FewerRows() {}

    static LogicalPlan prepared(LogicalPlan plan) {
        var node = plan;
        if (plan instanceof Filter filter && calls(filter.condition())) {
            node = filtered(filter);
        } else if (plan instanceof GlobalLimit global
                && global.child() instanceof LocalLimit local
                && local.child() instanceof Sort sort
                && sort.child() instanceof Project project) {
            node = sorted(global, local, sort, project);
        } else if (plan instanceof LocalLimit local
                && local.child() instanceof Project project
                && calls(project)
                && !(project.child() instanceof LocalLimit)) {
            node = new LocalLimit(
                    local.limitExpr(),
                    new Project(project.projectList(), new LocalLimit(local.limitExpr(), project.child())));
        }
        return node.mapChildren(FewerRows::prepared);
    }

    private static boolean calls(Expression expression) {
        return expression.exists(part -> part instanceof TranslateText);
    }

    private static boolean calls(Project project) {
        return Columns.list(project.projectList()).stream().anyMatch(named -> calls((Expression) named));
    }

    private static LogicalPlan filtered(Filter filter) {
        var plain = new ArrayList<Expression>();
        var calling = new ArrayList<Expression>();
        for (var condition : conditions(filter.condition())) {
            (calls(condition) ? calling : plain).add(condition);
        }
        var child = filter.child();
        if (child instanceof Join join
                && List.of(Inner$.MODULE$, Cross$.MODULE$).contains(join.joinType())
                && calling.stream().allMatch(Expression::deterministic)) {
            if (join.condition().isDefined()) {
                calling.add(0, join.condition().get());
            }
            child = new Join(join.left(), join.right(), Inner$.MODULE$, Option.apply(all(calling)), join.hint());
            return plain.isEmpty() ? child : new Filter(all(plain), child);
        }
        return new Filter(all(calling), plain.isEmpty() ? child : new Filter(all(plain), child));
    }

    private static List<Expression> conditions(Expression condition) {
        if (!(condition instanceof And both)) {
            return List.of(condition);
        }
        var all = new ArrayList<>(conditions(both.left()));
        all.addAll(conditions(both.right()));
        return all;
    }

    private static Expression all(List<Expression> conditions) {
        return conditions.stream().reduce(And::new).orElseThrow();
    }

    /** The first rows by columns that are no translations: they are found before anything is translated. */
    private static LogicalPlan sorted(GlobalLimit global, LocalLimit local, Sort sort, Project project) {
        var below = new LinkedHashMap<ExprId, NamedExpression>();
        var above = new ArrayList<NamedExpression>();
        for (var named : Columns.list(project.projectList())) {
            boolean calling = calls((Expression) named);
            if (calling && !((Expression) named).deterministic()) {
                return global;
            }
            above.add(calling ? named : named.toAttribute());
            if (calling) {
                for (var column : Columns.list(((Expression) named).references().toSeq())) {
                    below.put(column.exprId(), column);
                }
            } else {
                below.put(named.exprId(), named);
            }
        }
        var child = new Project(Columns.<NamedExpression>list(new ArrayList<>(below.values())), project.child());
        boolean known = Columns.list(sort.order()).stream()
                .allMatch(order -> order.references().subsetOf(child.outputSet()));
        return !calls(project) || !known
                ? global
                : new Project(
                        Columns.<NamedExpression>list(above),
                        new GlobalLimit(
                                global.limitExpr(),
                                new LocalLimit(local.limitExpr(), new Sort(sort.order(), sort.global(), child))));
    }
}
