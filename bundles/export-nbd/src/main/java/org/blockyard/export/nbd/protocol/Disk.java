package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import org.blockyard.graph.Lane;
import org.blockyard.io.Limits;

/** What a client may connect to, as the protocol sees it. Thread-safe. */
public interface Disk {
    /** The export name, at most {@link Wire#MAX_STRING} bytes of UTF-8. */
    String name();

    /** A description for people, or empty. */
    String description();

    /** Its length in bytes as a new client is told. */
    long size();

    /** What suits it best. */
    Limits limits();

    /** Whether clients may write. */
    boolean writable();

    /** Whether every write is flushed. */
    boolean writethrough();

    /** Whether clients may use several connections as one. */
    boolean multiConnection();

    /** Whether {@code qemu:allocation-depth} may be asked for. */
    boolean allocationDepth();

    /** The way to the data for one connection; the caller closes it. */
    Lane openLane() throws IOException;

    /**
     * Notes that a client uses it from now on; pairs with {@link #leave}.
     *
     * @return false if it takes no clients any more
     */
    boolean enter(Client client);

    /** Notes that a client left. */
    void leave(Client client);
}
