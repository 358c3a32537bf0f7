package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.export.LaneGroup;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
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

    /** The dirty bitmaps that may be asked for; always the same while it is there. */
    default List<String> bitmaps() {
        return List.of();
    }

    /**
     * What a dirty bitmap says of the bytes at {@code offset}: the result's length is that of a run
     * of equal marks.
     *
     * @return data for dirty, zero for clean
     */
    default Extent bitmapStatus(String bitmap, long offset, long length) throws IOException {
        throw new BlockException(ErrorKind.NOT_FOUND, "no bitmap '" + bitmap + "'");
    }

    /** The threads that serve clients who come now; empty if the server's own do. */
    default Optional<LaneGroup> laneGroup() {
        return Optional.empty();
    }

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
