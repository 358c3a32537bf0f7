package org.blockyard.posix.internal;

/** Makes calls that may wait for a disk. Any thread may ask, several at once. */
interface DiskCalls {
    /**
     * Makes a call and returns when it is done; interrupts have no effect on it.
     *
     * @param address where the bytes are; the caller keeps them alive
     * @return the call's result, or the negative of its error number
     */
    long call(DiskCall call, long descriptor, long address, long length, long offset);
}
