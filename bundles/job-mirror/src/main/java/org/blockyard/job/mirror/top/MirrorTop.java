package org.blockyard.job.mirror.top;

/** The ability by which a mirror gets to know of the writes that pass the filter. */
public interface MirrorTop {
    /**
     * Tells of each write from now on. Called with no request in flight, so that each write that is
     * not acknowledged then is told of.
     */
    void watch(GuestWrites writes);
}
