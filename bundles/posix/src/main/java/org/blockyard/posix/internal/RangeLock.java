package org.blockyard.posix.internal;

import org.blockyard.posix.PosixException;
import org.blockyard.posix.internal.CallSlots.Slot;

/**
 * Locks of byte ranges: {@code struct flock} of 64-bit Linux and the commands that take it.
 *
 * @param test the command that looks for a lock in the way
 * @param set the command that locks and unlocks
 */
record RangeLock(int test, int set) {
    /** Whose owner is the open file. */
    static final RangeLock OF_OPEN_FILE = new RangeLock(36, 37);

    /** Whose owner is the process. */
    static final RangeLock OF_PROCESS = new RangeLock(5, 6);

    static final short READ = 0;
    static final short WRITE = 1;
    static final short NONE = 2;

    private static final int TYPE = CallSlots.ARGUMENT;
    private static final int WHENCE = CallSlots.ARGUMENT + 2;
    private static final int START = CallSlots.ARGUMENT + 8;
    private static final int LENGTH = CallSlots.ARGUMENT + 16;
    private static final int PID = CallSlots.ARGUMENT + 24;

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
