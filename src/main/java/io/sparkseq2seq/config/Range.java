package io.sparkseq2seq.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The interval that a numeric setting must lie in: {@code min} is allowed, {@code above} and {@code below} are not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Range {
    /** Smallest value allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest value allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** The value must be greater. */
    double above() default Double.NEGATIVE_INFINITY;

    /** The value must be less. */
    double below() default Double.POSITIVE_INFINITY;
}
