package org.blockyard.driver;

import java.io.IOException;

/**
 * What is done with an ability of a device.
 *
 * @param <T> the ability
 * @param <R> the result
 * @since 1.1
 */
@FunctionalInterface
public interface AbilityUse<T, R> {
    /** Does it. */
    R apply(T ability) throws IOException;
}
