package org.blockyard.option;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one option: the component of an options record. The component's type says what values
 * it takes ({@code boolean}, {@code int}, {@code long}, {@code double}, {@code String}, an enum, a
 * record, a sealed union, {@code List} of these, {@link ChildRef}, {@code Object} for anything);
 * {@code Optional} of these may be left out. The component {@code autoReadOnly} is the option
 * {@code auto-read-only}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** Stands for "has no default". */
    String NO_DEFAULT = "\0";

    /** What it does, in one sentence, as help, completion and the reference page show it. */
    String value();

    /** The option's name, if it is not the component's in kebab case. */
    String name() default "";

    /**
     * The value it has when left out, written as on the command line; without one the option is
     * required or Optional.
     */
    String byDefault() default NO_DEFAULT;

    /** Whether the number is a size in bytes: text forms take suffixes such as {@code 64K}. */
    boolean size() default false;

    /** The least value of a number. */
    long min() default Long.MIN_VALUE;

    /** The greatest value of a number, or the most characters of a text. */
    long max() default Long.MAX_VALUE;

    /** A number must be a multiple of it. */
    long multipleOf() default 1;

    /** Whether a number must be a power of two. */
    boolean powerOfTwo() default false;

    /**
     * The name that {@code img -o} uses, if it differs ({@code cluster_size} of {@code
     * cluster-size} is found by itself).
     */
    String legacy() default "";

    /** Values under the legacy name, each {@code old=new}, such as {@code 0.10=v2}. */
    String[] legacyValues() default {};

    /**
     * Whether the record's members stand beside the others instead of under this name (a common
     * base).
     */
    boolean flat() default false;

    /** The release that first had it, if not the driver's first. */
    String since() default "";
}
