package org.blockyard.protocol.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockyard.io.Limits;
import org.blockyard.posix.DeviceControl;
import org.blockyard.posix.FileStatus;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Finds out what direct requests must be multiples of: from the file system, from the device, else
 * by trying. Files too short to try on get the greatest alignment in use.
 */
final class DirectAlignment {
    private static final int GREATEST = 4096;
    private static final int LEAST = 512;

    private DirectAlignment() {}

    /** The limits of a file that was opened direct or not. */
    static Limits limits(HostFile file, FileStatus status, boolean direct) {
        if (!direct) {
            return Limits.NONE;
        }
        int request =
                isUsable(status.directOffsetAlignment())
                        ? status.directOffsetAlignment()
                        : ofRequests(file, status);
        int memory =
                isUsable(status.directMemoryAlignment())
                        ? status.directMemoryAlignment()
                        : ofMemory(file, request);
        return Limits.NONE.aligned(request, memory).grain(request, request);
    }

    private static boolean isUsable(int alignment) {
        return Integer.bitCount(alignment) == 1 && alignment <= 1 << 16;
    }

    private static int ofRequests(HostFile file, FileStatus status) {
        if (status.type() == FileStatus.Type.BLOCK_DEVICE) {
            try {
                return DeviceControl.of(file).logicalSector();
            } catch (PosixException unknown) {
                return GREATEST;
            }
        }
        for (int size = LEAST; size < GREATEST; size <<= 1) {
            if (reads(file, size, 0)) {
                return size;
            }
        }
        return GREATEST;
    }

    private static int ofMemory(HostFile file, int request) {
        for (int shift = LEAST; shift < GREATEST; shift <<= 1) {
            if (reads(file, request, shift)) {
                return shift;
            }
        }
        return GREATEST;
    }

    /**
     * Whether a read of that size into a buffer that far past a page boundary is accepted; an empty
     * file proves nothing.
     */
    private static boolean reads(HostFile file, int size, int shift) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(2L * GREATEST, GREATEST);
            return file.read(0, memory.asSlice(shift, size).asByteBuffer()) == size;
        } catch (PosixException refused) {
            return false;
        }
    }
}
