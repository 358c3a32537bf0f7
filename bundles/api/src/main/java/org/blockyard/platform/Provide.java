package org.blockyard.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Header;

/**
 * Announces a class to the platform: at build time it becomes a line of the bundle's {@code
 * Blockyard-Provide} header, and when the bundle starts the platform registers the class as the
 * named services. The class has a public constructor without parameters, called on first use; if it
 * is {@link AutoCloseable} it is closed when the bundle stops. No activator and no further
 * framework is needed, and the tools find the same line in their index without a framework.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Header(name = "Blockyard-Provide", value = "${@class};services=\"${#services}\";name=\"${#name}\"")
public @interface Provide {
    /** The services it is, such as {@code BlockDriver.class}. */
    Class<?>[] services();

    /** Its name among the services of its kind, such as {@code qcow2}. */
    String name();
}
