package org.blockyard.kernel.internal.driver;

import java.util.List;
import java.util.Optional;
import org.blockyard.graph.DriverInfo;

/** The drivers that are present now. Thread-safe. */
public interface DriverCatalog {
    /** All drivers, by name, the newest version of each name first. */
    List<DriverInfo> drivers();

    /** The driver that a new node of that name gets: the newest version. */
    Optional<DriverInfo> preferred(String name);

    /** The driver of that name in that version. */
    default Optional<DriverInfo> find(String name, String version) {
        return drivers().stream()
                .filter(d -> d.name().equals(name) && d.version().equals(version))
                .findFirst();
    }

    /**
     * Whether drivers come and go, as in a daemon. Those of a tool are fixed: one that hangs keeps
     * nothing but the tool.
     */
    boolean changes();

    /** Tells a listener of each change from now on, until the result is closed. */
    AutoCloseable listen(DriverListener listener);
}
