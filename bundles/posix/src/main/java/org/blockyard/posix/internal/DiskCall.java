package org.blockyard.posix.internal;

import java.lang.foreign.MemorySegment;

/** A call that may wait for a disk, with its numbers for the C library and for io_uring. */
enum DiskCall {
    /** Reads bytes. */
    READ("read", Libc.PREAD, 22),
    /** Writes bytes. */
    WRITE("write", Libc.PWRITE, 23),
    /** Puts written bytes on stable storage. */
    SYNC_DATA("fdatasync", Libc.FDATASYNC, 3);

    /** The name for messages. */
    final String title;

    /** The function that takes descriptor, address, length and offset. */
    final MemorySegment function;

    /** The operation's code in a submission entry. */
    final int operation;

    DiskCall(String title, MemorySegment function, int operation) {
        this.title = title;
        this.function = function;
        this.operation = operation;
    }
}
