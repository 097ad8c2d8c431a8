package io.sparkseq2seq.sql;

import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import java.io.Serializable;
import java.util.Collections;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * A call that is evaluated for a row at a time, which is slower: within a function over the elements of an array, or in
 * the condition of a join where its text comes from both sides.
 */
public final class RowTranslation extends Expression implements CodegenFallback, Serializable, CaseClass {
    private static final long serialVersionUID = 1;

    private final TranslateText call;
    private transient TextTranslator translator;
    private transient long task;

    public RowTranslation(TranslateText call) {
        this.call = call;
    }

    @Override
    public Object eval(InternalRow row) {
        var value = (UTF8String) call.text().eval(row);
        if (value == null && !call.whole()) {
            return null;
        }
        var text = value == null ? null : value.toString();
        var info = info(text, text != null && TranslationInfo.isDamaged(value, text));
        return call.whole() ? info : info.getUTF8String(0);
    }

    private InternalRow info(String text, boolean isDamaged) {
        var context = TaskContext.get();
        if (context == null) {
            return call.model().source().using(model -> info(text, isDamaged, model));
        }
        if (translator == null || task != context.taskAttemptId()) {
            translator = call.model().source().get();
            task = context.taskAttemptId();
        }
        return info(text, isDamaged, translator);
    }

    private static InternalRow info(String text, boolean isDamaged, TextTranslator translator) {
        var outcome = Outcome.of(translator, Collections.singletonList(text)).get(0);
        return TranslationInfo.row(outcome, text, isDamaged, translator);
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return CodegenFallback.super.doGenCode(context, code);
    }

    @Override
    public Seq<Expression> children() {
        return Columns.one(call.text());
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return new RowTranslation((TranslateText) call.withNewChildrenInternal(children));
    }

    @Override
    public DataType dataType() {
        return call.dataType();
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public String prettyName() {
        return call.prettyName();
    }

    @Override
    public String toString() {
        return "by_row(" + call + ")";
    }

    @Override
    public Object[] parts() {
        return new Object[] {call};
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
