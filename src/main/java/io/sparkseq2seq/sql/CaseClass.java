package io.sparkseq2seq.sql;

import java.util.Arrays;
import scala.Product;

/** What Scala's compiler writes for a case class, by which Catalyst copies and compares the nodes of its trees. */
interface CaseClass extends Product {
    /** The constructor's parameters, in order. */
    Object[] parts();

    @Override
    default int productArity() {
        return parts().length;
    }

    @Override
    default Object productElement(int at) {
        return parts()[at];
    }

    @Override
    default boolean canEqual(Object other) {
        return getClass().isInstance(other);
    }

    /** For {@code equals}, which an interface cannot have. */
    default boolean isSame(Object other) {
        return canEqual(other) && Arrays.equals(parts(), ((CaseClass) other).parts());
    }

    /** For {@code hashCode}. */
    default int hash() {
        return 31 * getClass().hashCode() + Arrays.hashCode(parts());
    }
}
