package org.blockyard.job.kit;

/** Copies one range; called by several threads, for different ranges. */
@FunctionalInterface
public interface RangeWork {
    /**
     * Copies it.
     *
     * @throws CopyFailure if it can't be read or written; some of it may have been written
     */
    void copy(Range range) throws CopyFailure;
}
