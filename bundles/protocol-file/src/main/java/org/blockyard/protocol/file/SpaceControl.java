package org.blockyard.protocol.file;

import org.blockyard.io.RequestFlags;
import org.blockyard.posix.DeviceControl;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Zeroes and discards ranges by the best call that the file system or device has; what it refuses
 * once is not asked again.
 */
final class SpaceControl {
    private static final long SECTOR = 512;

    private final HostFile file;
    private final boolean device;
    private volatile boolean punches = true;
    private volatile boolean zeroes = true;
    private volatile boolean allocates = true;
    private volatile boolean discards = true;

    private enum Answer {
        DONE,
        NOT_THIS,
        NEVER
    }

    private interface Call {
        void make() throws PosixException;
    }

    SpaceControl(HostFile file, boolean device) {
        this.file = file;
        this.device = device;
    }

    /** Makes a range read as zeroes; false if there is no call for it as asked. */
    boolean zero(long offset, long length, RequestFlags flags) throws PosixException {
        if (flags.has(RequestFlags.MAY_UNMAP) && punch(offset, length)) {
            return true;
        }
        if (device && flags.has(RequestFlags.NO_FALLBACK)) {
            return false; // the kernel may write the zeroes itself, which is not quicker
        }
        return zeroInPlace(offset, length)
                || (!device && punch(offset, length) && allocate(offset, length));
    }

    /** Gives a range's space back; a hint. */
    void discard(long offset, long length) throws PosixException {
        if (!device) {
            punch(offset, length);
            return;
        }
        long from = (offset + SECTOR - 1) & -SECTOR;
        long to = (offset + length) & -SECTOR;
        if (discards && from < to) {
            discards =
                    tryCall(() -> DeviceControl.of(file).discard(from, to - from)) != Answer.NEVER;
        }
    }

    private boolean punch(long offset, long length) throws PosixException {
        if (!punches) {
            return false;
        }
        var answer = tryCall(() -> file.punchHole(offset, length));
        punches = answer != Answer.NEVER;
        return answer == Answer.DONE;
    }

    private boolean zeroInPlace(long offset, long length) throws PosixException {
        if (!zeroes) {
            return false;
        }
        var answer = tryCall(() -> file.zeroRange(offset, length));
        zeroes = answer != Answer.NEVER;
        return answer == Answer.DONE;
    }

    private boolean allocate(long offset, long length) throws PosixException {
        if (!allocates) {
            return false;
        }
        var answer = tryCall(() -> file.allocate(offset, length));
        allocates = answer != Answer.NEVER;
        return answer == Answer.DONE;
    }

    private static Answer tryCall(Call call) throws PosixException {
        try {
            call.make();
            return Answer.DONE;
        } catch (PosixException failure) {
            if (failure.isUnsupported()) {
                return Answer.NEVER;
            }
            if (failure.errno() == ErrorNumber.EINVAL) {
                return Answer.NOT_THIS; // a range that is not of whole sectors, on a device
            }
            throw failure;
        }
    }
}
