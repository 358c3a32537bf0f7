package org.blockyard.graph;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.AbilityUse;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One client queue's way to a node's data. Requests need no alignment; they are checked against the
 * length, aligned, counted and held while the node is drained. The {@code try} methods never wait:
 * while the node is drained they say no. Any thread may use it.
 */
@ProviderType
public interface Lane extends DataChannel, AutoCloseable {
    /** The node's length now. */
    long length();

    /** What suits the node best. */
    Limits limits();

    /**
     * Tells what a reader of the whole chain gets at {@code offset}: as {@link #status}, looked up
     * through backing files down to, and without, {@code base}.
     *
     * @param base the node name of a backing node at which to stop, if not at the end
     */
    ChainExtent chainStatus(long offset, long length, Optional<String> base) throws IOException;

    /**
     * Tells what {@link #chainStatus(long, long, Optional)} tells, run after run to the end of the
     * range or until the taker has enough. It takes less than a call for each run.
     */
    default void chainStatus(long offset, long length, Optional<String> base, ChainTaker taker)
            throws IOException {
        boolean more = true;
        for (long done = 0; more && done < length; ) {
            var run = chainStatus(offset + done, length - done, base);
            more = taker.take(offset + done, run);
            done += run.length();
        }
    }

    /**
     * As {@link #chainStatus(long, long, Optional)} to the end of the chain if each layer on the
     * way knows its answer at once; otherwise nothing. What it tells is what {@link
     * #chainStatus(long, long, Optional)} would tell, of a run that may be shorter. {@link
     * #tryStatus} can't stand for it: what the top layer does not hold reads as what its backing
     * holds.
     */
    default Optional<ChainExtent> tryChainStatus(long offset, long length) throws IOException {
        return Optional.empty();
    }

    /**
     * Copies a range of another node's disk to this one by the operating system, which may share
     * the blocks instead of copying them, if both disks lie in files that allow it. Requests in
     * flight on both nodes while it copies; nothing is copied while the source is drained.
     *
     * @return how many bytes were copied, from the range's beginning on; 0 if they have to be read
     *     and written: some of the target's bytes may have been changed then, nothing else
     */
    default long copyFrom(Lane source, long from, long to, long length, RequestFlags flags)
            throws IOException {
        return 0;
    }

    /**
     * Makes the node's own layer hold what readers of a range get from the layers below; what it
     * holds already stays. Writes through any holder of the node are kept off the range meanwhile,
     * so none is lost. What readers get does not change, so WRITE_UNCHANGED permission suffices.
     * From the first call on until the lane is closed, all writes to the node take a little longer.
     *
     * @return how many bytes were copied
     * @since 1.1
     */
    default long copyUp(long offset, long length) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "this lane can't copy up");
    }

    /**
     * Uses an ability of the node's device as one request: counted in flight, and held while the
     * node is drained. For abilities that say that they are used so, such as {@link
     * org.blockyard.driver.PointInTime}.
     *
     * @throws org.blockyard.io.BlockException of kind {@code UNSUPPORTED} if the device lacks it
     * @since 1.1
     */
    default <T, R> R request(Class<T> ability, AbilityUse<T, R> use) throws IOException {
        throw new BlockException(
                ErrorKind.UNSUPPORTED, "the node is not " + ability.getSimpleName());
    }

    /** Ends the lane; requests in flight are awaited. */
    @Override
    void close();
}
