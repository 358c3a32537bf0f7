package org.blockyard.driver;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that keeps snapshots inside its image. All is done with no request in flight. */
@ConsumerType
public interface Snapshotting {
    /** The snapshots, oldest first. */
    List<SnapshotInfo> snapshots() throws IOException;

    /**
     * Keeps what the disk reads as now; durable when it returns.
     *
     * @param name a name; ids are the device's to choose
     */
    SnapshotInfo createSnapshot(String name, Instant date) throws IOException;

    /**
     * Makes the disk read as the snapshot does, its length too; durable when it returns.
     *
     * @param idOrName the id, or else the name
     * @throws org.blockyard.io.BlockException of kind {@code NOT_FOUND} if there is none
     */
    void applySnapshot(String idOrName) throws IOException;

    /** Forgets a snapshot and frees what only it used; durable when it returns. */
    void deleteSnapshot(String idOrName) throws IOException;

    /**
     * Shows a snapshot's content in place of the disk's until the device is closed; the length
     * stays the disk's own. Only of a device that is open for reading; changes nothing in the
     * image.
     */
    void showSnapshot(String idOrName) throws IOException;
}
