package org.blockyard.platform;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** A class that a bundle announced with {@link Provide}. */
@ProviderType
public interface Contribution {
    /** Its name, such as {@code qcow2}. */
    String name();

    /** The names of the service interfaces it is. */
    Set<String> services();

    /** The symbolic name of its bundle. */
    String bundle();

    /** The version of its bundle. */
    String version();

    /** Whether it is that service. */
    default boolean is(Class<?> service) {
        return services().contains(service.getName());
    }

    /**
     * The one instance, made on the first call.
     *
     * @throws org.blockyard.io.BlockException if the class can't be loaded or made, or is not of
     *     that type
     */
    <T> T as(Class<T> service) throws org.blockyard.io.BlockException;
}
