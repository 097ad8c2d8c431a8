package io.sparkseq2seq.sql;

import io.sparkseq2seq.config.UserException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Function1;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map$;

/**
 * The functions, by their names. They are made built-in ones, which are those that permanent views may call; dbt makes
 * such views.
 */
final class TranslateFunctions {
    static final String TEXT = "translate_text";
    static final String INFO = "translate_text_info";

    private static final String ARGUMENTS =
            """

                Arguments:
                  * text - a string; of null the translation is null.
                  * model - name of a model, a constant: spark.seq2seq.models.NAME holds its path.
              """;

    private TranslateFunctions() {}

    /** Adds the functions to those of all sessions that this JVM builds from now on. */
    static void register() {
        add(
                TEXT,
                "_FUNC_(text, model) - Returns the translation of text by a model of spark-seq2seq; null where there is none.",
                "SELECT _FUNC_('Good morning.', 'en-de');",
                arguments -> call(TEXT, arguments, false));
        add(
                INFO,
                "_FUNC_(text, model) - Returns the translation of text with its score, confidence, status and reason.",
                "SELECT _FUNC_('Good morning.', 'en-de').status;",
                arguments -> call(INFO, arguments, true));
    }

    private static void add(String name, String usage, String example, Function1<Seq<Expression>, Expression> builder) {
        var info = new ExpressionInfo(
                TranslateText.class.getName(),
                null,
                name,
                usage,
                ARGUMENTS,
                "\n    Examples:\n      > " + example + "\n  ",
                "",
                "string_funcs",
                "3.5.0",
                "",
                "built-in");
        FunctionRegistry.builtin().registerFunction(new FunctionIdentifier(name), info, builder);
    }

    private static Expression call(String name, Seq<Expression> given, boolean whole) {
        var arguments = JavaConverters.seqAsJavaList(given);
        if (arguments.size() != 2) {
            throw analysis(name + " takes a text and a model's name, " + arguments.size()
                    + " arguments are given. Write " + name + "(text, 'en-de').");
        }
        var model = arguments.get(1);
        if (!model.foldable()) {
            throw analysis("the model of " + name + " is not a constant: " + model.sql() + ". Write " + name
                    + "(text, 'en-de'); for models by row, use CASE with a call in each branch.");
        }
        var value = model.eval(null);
        if (value == null) {
            throw analysis("the model of " + name + " is null. Write " + name + "(text, 'en-de').");
        }
        try {
            return new TranslateText(
                    arguments.get(0), ModelCatalog.of(SparkSession.active()).model(value.toString()), whole);
        } catch (UserException e) {
            throw analysis(e.getMessage());
        }
    }

    /** What Spark's shells and PySpark show as a mistake in the query, without a stack trace. */
    private static RuntimeException analysis(String message) {
        throw unchecked(new AnalysisException(
                message,
                scala.Option.empty(),
                scala.Option.empty(),
                scala.Option.empty(),
                scala.Option.empty(),
                Map$.MODULE$.empty(),
                new org.apache.spark.QueryContext[0]));
    }

    /** Spark's exception is a checked one, which Scala does not know. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException unchecked(Exception e) throws E {
        throw (E) e;
    }
}
