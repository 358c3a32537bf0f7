package org.blockyard.posix.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.blockyard.posix.ErrorNumber;
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

    private static final long TYPE = CallSlots.ARGUMENT;
    private static final long WHENCE = CallSlots.ARGUMENT + 2;
    private static final long START = CallSlots.ARGUMENT + 8;
    private static final long LENGTH = CallSlots.ARGUMENT + 16;
    private static final long PID = CallSlots.ARGUMENT + 24;

    private OfdLock() {}

    /** Makes the call; the lock type that it left in the structure. */
    static int call(long descriptor, Slot slot, int command, int type, long start, long length)
            throws PosixException {
        var memory = slot.memory();
        memory.set(JAVA_SHORT, TYPE, (short) type);
        memory.set(JAVA_SHORT, WHENCE, (short) 0);
        memory.set(JAVA_LONG, START, start);
        memory.set(JAVA_LONG, LENGTH, length);
        memory.set(JAVA_INT, PID, 0);
        if ((int) Libc.call(Libc.FCNTL, memory, descriptor, command, slot.argument(), 0, 0) == -1) {
            int errno = Libc.errno(memory);
            throw new PosixException("fcntl", errno, ErrorNumber.words(errno));
        }
        return memory.get(JAVA_SHORT, TYPE);
    }
}
