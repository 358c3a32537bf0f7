package org.blockyard.kernel.internal.path;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;

/**
 * One opening of a node's device with all that the data path asks about it, fixed while it is open.
 */
public final class OpenDevice {
    final BlockDevice device;
    final Limits limits;
    final DevicePolicy policy;
    final Links links;
    final BufferPool buffers;
    final SerialisedRanges ranges = new SerialisedRanges();
    final Optional<FirstSectorGuard> guard;
    final int requestMask;
    final int memoryMask;
    final int maxTransfer;

    /** Prepares a device for requests. */
    public OpenDevice(
            BlockDevice device,
            DevicePolicy policy,
            Links links,
            BufferPool buffers,
            Optional<FirstSectorGuard> guard) {
        this.device = device;
        this.limits = device.limits();
        this.policy = policy;
        this.links = links;
        this.buffers = buffers;
        this.guard = guard;
        this.requestMask = limits.requestAlignment() - 1;
        this.memoryMask = limits.memoryAlignment() - 1;
        this.maxTransfer = limits.maxTransfer() & ~requestMask;
    }

    /** The device. */
    public BlockDevice device() {
        return device;
    }

    /** What requests to the device must look like. */
    public Limits limits() {
        return limits;
    }

    /** What the options say. */
    public DevicePolicy policy() {
        return policy;
    }

    /** Whether the device takes a request as it is. */
    boolean takes(long offset, int length, ByteBuffer buffer) {
        return (requestMask == 0 || ((offset | length) & requestMask) == 0)
                && length <= maxTransfer
                && length > 0
                && offset >= 0
                && offset <= device.length() - length
                && (memoryMask == 0 || aligned(buffer));
    }

    /** Whether the bytes from the buffer's position on lie as the device wants them. */
    boolean aligned(ByteBuffer buffer) {
        return memoryMask == 0
                || buffer.isDirect()
                        && buffer.alignmentOffset(buffer.position(), memoryMask + 1) == 0;
    }

    /** The end of the blocks that a range touches, not beyond the disk's. */
    long blockEnd(long end) {
        return Math.min(device.length(), (end + requestMask) & ~(long) requestMask);
    }

    /** The start of the blocks that a range touches. */
    long blockStart(long start) {
        return start & ~(long) requestMask;
    }

    /** Whether a range begins and ends between blocks; the disk's end counts. */
    boolean wholeBlocks(long offset, long length) {
        return (offset & requestMask) == 0
                && (((offset + length) & requestMask) == 0 || offset + length == device.length());
    }

    /** Checks that a range lies in the disk. */
    void checkBounds(long offset, long length) throws BlockException {
        long size = device.length();
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "a request of "
                            + length
                            + " bytes at offset "
                            + offset
                            + " goes beyond the end at "
                            + size);
        }
    }

    /** Checks that the disk may be written. */
    void checkWritable() throws BlockException {
        if (policy.readOnly()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the node is read-only");
        }
        if (policy.inactive()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the node is inactive");
        }
    }
}
