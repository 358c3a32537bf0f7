package org.blockyard.posix.internal;

import org.blockyard.posix.PosixException;
import org.blockyard.posix.internal.CallSlots.Slot;

/**
 * Locks of an open file description: {@code struct flock} of 64-bit Linux and the commands that
 * take it.
 */
final class OfdLock {
    static final int TEST = 36;
    static final int SET = 37;
    static final short READ = 0;
    static final short WRITE = 1;
    static final short NONE = 2;

    private static final int TYPE = CallSlots.ARGUMENT;
    private static final int WHENCE = CallSlots.ARGUMENT + 2;
    private static final int START = CallSlots.ARGUMENT + 8;
    private static final int LENGTH = CallSlots.ARGUMENT + 16;
    private static final int PID = CallSlots.ARGUMENT + 24;

    private OfdLock() {}

    /** Makes the call; the lock type that it left in the structure. */
    static int call(long descriptor, Slot slot, int command, int type, long start, long length)
            throws PosixException {
        var lock = slot.bytes();
        lock.putShort(TYPE, (short) type);
        lock.putShort(WHENCE, (short) 0);
        lock.putLong(START, start);
        lock.putLong(LENGTH, length);
        lock.putInt(PID, 0);
        if ((int) Libc.call(Libc.FCNTL, slot.memory(), descriptor, command, slot.argument(), 0, 0)
                == -1) {
            int errno = slot.errno();
            throw PosixException.of("fcntl", errno);
        }
        return lock.getShort(TYPE);
    }
}
