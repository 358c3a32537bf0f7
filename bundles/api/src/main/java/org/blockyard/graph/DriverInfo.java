package org.blockyard.graph;

import java.util.Set;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;

/**
 * A driver that is present.
 *
 * @param name its name
 * @param kind what it is for
 * @param bundle the symbolic name of its bundle
 * @param version the version of its bundle
 * @param abilities the simple names of the abilities it has as a driver, such as {@code Creating}
 * @param preferred whether new nodes get this one: the newest version of its name
 * @param driver the driver itself
 */
public record DriverInfo(
        String name,
        DriverKind kind,
        String bundle,
        String version,
        Set<String> abilities,
        boolean preferred,
        BlockDriver<?> driver) {}
