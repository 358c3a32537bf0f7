package org.blockyard.job.mirror.top;

import java.io.IOException;
import org.blockyard.io.DataChannel;

/** What a mirror does about writes to its source. Any thread; only the two writes may wait. */
public interface GuestWrites {
    /** What is done about them while there is no mirror. */
    GuestWrites UNWATCHED = new Unwatched();

    /** Whether each write goes to the target too before it is acknowledged. */
    boolean blocking();

    /**
     * Takes note that a range of the source was written, or may have been; called before the write
     * is acknowledged, if writes are not {@link #blocking}.
     */
    void written(long offset, long length);

    /**
     * Writes to both, the source first, with no other write or copy of the range meanwhile. What
     * fails at the target is the mirror's to mend and does not fail this.
     *
     * @return what the source said
     * @throws IOException if the source could not be written
     */
    boolean both(long offset, long length, SourceWrite source, TargetWrite target)
            throws IOException;

    /**
     * Writes to the source with no other write or copy of the range meanwhile, and takes note that
     * the target lacks it.
     *
     * @throws IOException if the source could not be written
     */
    void alone(long offset, long length, SourceWrite source) throws IOException;

    /** Takes note that the filter sees no writes any more. */
    void lost();

    /** A write to the source. */
    @FunctionalInterface
    interface SourceWrite {
        /** Does it; false if nothing was done. */
        boolean run() throws IOException;
    }

    /** The same write to the target. */
    @FunctionalInterface
    interface TargetWrite {
        /** Does it. */
        void run(DataChannel target) throws IOException;
    }
}
