package org.blockyard.posix.internal;

import java.lang.foreign.MemorySegment;
import org.blockyard.posix.PosixException;

/** A descriptor by which any thread wakes the one that waits for results of an io_uring. */
final class WakeUp implements AutoCloseable {
    private static final MemorySegment EVENTFD = Libc.find("eventfd");
    private static final MemorySegment WRITE = Libc.find("write");
    private static final int CLOSE_ON_EXEC = 02000000;

    private final CallSlots slots;
    private final CallSlots.Slot heard;
    private final long descriptor;

    WakeUp(CallSlots slots) throws PosixException {
        this.slots = slots;
        this.heard = slots.take();
        this.descriptor = Libc.call(EVENTFD, heard.memory(), 0, CLOSE_ON_EXEC, 0, 0, 0);
        if ((int) descriptor < 0) {
            int errno = heard.errno();
            slots.give(heard);
            throw PosixException.of("eventfd", errno);
        }
    }

    /** Puts a read that ends with the next {@link #ring}. */
    void listen(RingQueues queues, int token) {
        queues.put(DiskCall.READ, descriptor, heard.argument(), Long.BYTES, 0, token);
    }

    /** Wakes the thread. */
    void ring() {
        var slot = slots.take();
        try {
            slot.bytes().putLong(CallSlots.ARGUMENT, 1);
            Libc.call(WRITE, slot.memory(), descriptor, slot.argument(), Long.BYTES, 0, 0);
        } finally {
            slots.give(slot);
        }
    }

    /** Ends it; nobody may listen or ring any more. */
    @Override
    public void close() {
        Libc.call(Libc.CLOSE, heard.memory(), (int) descriptor, 0, 0, 0, 0);
        slots.give(heard);
    }
}
