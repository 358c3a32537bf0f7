package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that keeps a moment of its disk by copying each block to a target before it is
 * overwritten, and that can be asked to copy the rest meanwhile. What is to be copied is settled
 * before the device has holders that write; {@link #copyNext} is a request, many at once.
 *
 * @since 1.1
 */
@ConsumerType
public interface CopyBeforeWrite extends PointInTime {
    /** Bytes that are copied in one piece; a power of two. */
    long copyBlock();

    /** Settles how blocks are copied. */
    void copyAs(CopyRules rules) throws IOException;

    /** Keeps and copies nothing any more, but what {@link #alsoCopy} adds. */
    void copyNothing();

    /** Keeps and copies the blocks that a range touches too. */
    void alsoCopy(long offset, long length);

    /** The blocks that are yet to be copied, always as they are now; not to be changed. */
    DirtyBits yetToCopy();

    /** How many bytes are yet to be copied. */
    default long leftToCopy() {
        return Math.min(yetToCopy().length(), yetToCopy().dirtyBytes());
    }

    /**
     * Copies the next run of blocks that is yet to be copied. Where others copy all that is left,
     * it waits until one of them is done.
     *
     * @param from where to begin to look; beyond the last block it goes on at the first
     * @param most how much to copy at most; at least one block is
     */
    CopyStep copyNext(long from, long most) throws IOException;

    /** Why the moment is lost, if it is: a block was overwritten that could not be copied. */
    Optional<BlockException> broken();
}
