package org.blockyard.option;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the discriminator's value that stands for this record of a {@link Union}, or an enum
 * constant's written form.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
public @interface Branch {
    /** The value, such as {@code unix}. */
    String value();
}
