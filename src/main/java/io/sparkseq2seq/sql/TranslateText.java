package io.sparkseq2seq.sql;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * A call of {@code translate_text} or {@code translate_text_info} as it stands in a query. It is not evaluated itself:
 * {@link BatchTranslations} has an operator do it for many rows together, or {@link RowTranslation} where that cannot
 * be. It is no constant, even of a constant text, so that nothing is translated while a query is planned.
 */
public final class TranslateText extends Expression
        implements Unevaluable, ImplicitCastInputTypes, Serializable, CaseClass {
    private static final long serialVersionUID = 1;

    private final Expression text;
    private final NamedModel model;
    private final Boolean whole;

    /** @param whole whether it has all that is known of the translation, a struct, not the translation alone */
    public TranslateText(Expression text, NamedModel model, Boolean whole) {
        this.text = text;
        this.model = model;
        this.whole = whole;
    }

    Expression text() {
        return text;
    }

    NamedModel model() {
        return model;
    }

    boolean whole() {
        return whole;
    }

    /** The call of the same model for all that is known of the translation of a text. */
    TranslateText of(Expression other) {
        return new TranslateText(other, model, true);
    }

    @Override
    public Seq<Expression> children() {
        return Columns.one(text);
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return new TranslateText(children.apply(0), model, whole);
    }

    @Override
    public Seq<AbstractDataType> inputTypes() {
        return Columns.one(DataTypes.StringType);
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        return ImplicitCastInputTypes.super.checkInputDataTypes();
    }

    @Override
    public DataType dataType() {
        return whole ? TranslationInfo.TYPE : DataTypes.StringType;
    }

    /** A translation that failed is null. */
    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public Object eval(InternalRow row) {
        return Unevaluable.super.eval(row);
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return Unevaluable.super.doGenCode(context, code);
    }

    @Override
    public String prettyName() {
        return whole ? TranslateFunctions.INFO : TranslateFunctions.TEXT;
    }

    /** As Spark names a column after a call: without quotes. */
    @Override
    public String sql() {
        return prettyName() + "(" + text.sql() + ", " + model.name() + ")";
    }

    @Override
    public String toString() {
        return prettyName() + "(" + text + ", " + model.name() + ")";
    }

    @Override
    public Object[] parts() {
        return new Object[] {text, model, whole};
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
