package org.blockyard.export.nbd.protocol;

import java.util.List;
import java.util.Optional;

/** The disks that clients may choose from now. Thread-safe. */
public interface Catalogue {
    /** The disk of that export name. */
    Optional<Disk> find(String name);

    /** All disks, in the order in which they are listed. */
    List<Disk> list();
}
