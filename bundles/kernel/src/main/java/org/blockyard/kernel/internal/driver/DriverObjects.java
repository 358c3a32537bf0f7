package org.blockyard.kernel.internal.driver;

import java.util.Optional;
import org.blockyard.driver.DriverScope;
import org.blockyard.io.BlockException;

/** Finds the user-created objects that drivers name in their options. */
@FunctionalInterface
public interface DriverObjects {
    /**
     * The bytes of a secret, a copy that the caller wipes.
     *
     * @throws BlockException of kind {@code NOT_FOUND} if there is none of that id
     */
    byte[] secret(String id) throws BlockException;

    /** The object of that id and type, kept from being removed until the scope ends. */
    default <T> Optional<T> use(String id, Class<T> type, DriverScope until) throws BlockException {
        return Optional.empty();
    }
}
