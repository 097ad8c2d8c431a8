package io.sparkseq2seq.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.types.DataTypes;

/**
 * Under which conditions the calls of an expression are needed, so that those of a branch are made for the rows of that
 * branch alone: {@code CASE WHEN language = 'en' THEN translate_text(text, 'en-de') … END}, or {@code coalesce(german,
 * translate_text(text, 'en-de'))}.
 */
final class Guards {
    /**
     * A call where it stands.
     *
     * @param conditions that are all true where its result is needed
     */
    record Use(TranslateText call, List<Expression> conditions) {
        /** The call for a text that is null where a condition is not true. */
        TranslateText guarded() {
            return conditions.isEmpty() ? call.of(call.text()) : call.of(textUnder(all(conditions)));
        }

        private Expression textUnder(Expression condition) {
            return new If(condition, call.text(), nothing());
        }

        /** The same with the conditions that can be evaluated beforehand. */
        Use with(Predicate<Expression> evaluable) {
            return new Use(call, conditions.stream().filter(evaluable).toList());
        }
    }

    private final Predicate<TranslateText> ready;
    private final List<Use> uses = new ArrayList<>();

    private Guards(Predicate<TranslateText> ready) {
        this.ready = ready;
    }

    /** @param ready the calls to find */
    static List<Use> uses(List<Expression> expressions, Predicate<TranslateText> ready) {
        var guards = new Guards(ready);
        expressions.forEach(expression -> guards.find(expression, List.of()));
        return guards.uses;
    }

    /** The call that serves several uses of the same call: for the rows of any of them. */
    static TranslateText any(List<Use> uses) {
        var call = uses.get(0).call();
        if (uses.size() == 1 || uses.stream().anyMatch(use -> use.conditions().isEmpty())) {
            return uses.stream()
                    .filter(use -> use.conditions().isEmpty())
                    .findFirst()
                    .orElse(uses.get(0))
                    .guarded();
        }
        return call.of(new If(
                uses.stream().map(use -> all(use.conditions())).reduce(Or::new).orElseThrow(), call.text(), nothing()));
    }

    private static Expression all(List<Expression> conditions) {
        return conditions.stream().reduce(And::new).orElseThrow();
    }

    private static Literal nothing() {
        return Literal$.MODULE$.create(null, DataTypes.StringType);
    }

    private void find(Expression expression, List<Expression> conditions) {
        if (expression instanceof TranslateText call && ready.test(call)) {
            uses.add(new Use(call, conditions));
        } else if (expression instanceof If choice) {
            find(choice.predicate(), conditions);
            find(choice.trueValue(), and(conditions, choice.predicate()));
            find(choice.falseValue(), and(conditions, isNot(choice.predicate(), true)));
        } else if (expression instanceof CaseWhen choice) {
            findInCases(choice, conditions);
        } else if (expression instanceof Coalesce values) {
            var before = conditions;
            for (var value : Columns.list(values.children())) {
                find(value, before);
                before = and(before, new IsNull(value));
            }
        } else if (expression instanceof And both) {
            find(both.left(), conditions);
            find(both.right(), and(conditions, isNot(both.left(), false)));
        } else if (expression instanceof Or either) {
            find(either.left(), conditions);
            find(either.right(), and(conditions, isNot(either.left(), true)));
        } else {
            Columns.list(expression.children()).forEach(child -> find(child, conditions));
        }
    }

    private void findInCases(CaseWhen choice, List<Expression> conditions) {
        var before = conditions;
        for (var branch : Columns.list(choice.branches())) {
            find(branch._1(), before);
            find(branch._2(), and(before, branch._1()));
            before = and(before, isNot(branch._1(), true));
        }
        if (choice.elseValue().isDefined()) {
            find(choice.elseValue().get(), before);
        }
    }

    private static List<Expression> and(List<Expression> conditions, Expression condition) {
        var all = new ArrayList<>(conditions);
        all.add(condition);
        return all;
    }

    /** True of the opposite and of null. */
    private static Expression isNot(Expression condition, boolean value) {
        return new Not(new EqualNullSafe(condition, Literal$.MODULE$.apply(value)));
    }
}
