package org.blockyard.posix;

/**
 * Who waits for the disk while a file is read, written or flushed. Whatever is chosen, the call
 * returns when it is done; the engine decides which thread of the system is held meanwhile.
 */
public enum IoEngine {
    /** The calling thread. If it is virtual, it holds its carrier. */
    CALLER,
    /**
     * Threads that are started when needed, at most {@link HostFile#MOST_THREADS} for a file, and
     * end when idle. A virtual thread then waits without its carrier; a platform thread waits
     * itself.
     */
    THREADS,
    /**
     * The kernel, by io_uring; where that is not to be had, {@link #THREADS}. Virtual threads wait
     * without their carriers.
     */
    RING,
    /** {@link #RING} for virtual threads; a platform thread waits itself. */
    RING_IF_VIRTUAL
}
