package io.sparkseq2seq.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Catalyst's columns and lists of them, as Java builds them. */
final class Columns {
    private Columns() {}

    static <T> Seq<T> none() {
        return list(List.of());
    }

    static <T> Seq<T> one(T element) {
        return list(List.of(element));
    }

    /** Immutable, and serializable where its elements are. */
    static <T> Seq<T> list(List<? extends T> elements) {
        return JavaConverters.<T>asScalaBuffer(List.<T>copyOf(elements)).toList();
    }

    /** One list after another. */
    static <T> Seq<T> join(Seq<? extends T> first, Seq<? extends T> second) {
        var all = new ArrayList<T>(JavaConverters.seqAsJavaList(first));
        all.addAll(JavaConverters.seqAsJavaList(second));
        return list(all);
    }

    static <T> List<T> list(Seq<T> elements) {
        return JavaConverters.seqAsJavaList(elements);
    }

    static AttributeSet set(Seq<Attribute> attributes) {
        return AttributeSet.apply(Columns.<Expression>list(new ArrayList<Expression>(list(attributes))));
    }

    /** A column of its own, which may be null. */
    static Attribute column(String name, DataType type) {
        return new AttributeReference(name, type, true, Metadata.empty(), NamedExpression.newExprId(), none());
    }
}
