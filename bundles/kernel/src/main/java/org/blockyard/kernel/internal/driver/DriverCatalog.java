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

    /** Tells a listener of each change from now on, until the result is closed. */
    AutoCloseable listen(DriverListener listener);
}
