package org.blockyard.kernel.internal.driver;

import org.blockyard.graph.DriverInfo;

/** Hears of drivers that come and go. */
public interface DriverListener {
    /** A driver is there, and in the catalog, from now on. */
    void added(DriverInfo driver);

    /**
     * A driver goes. It is no longer in the catalog, but its classes work until this returns;
     * whoever uses it lets it go meanwhile.
     */
    void removing(DriverInfo driver);
}
