package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A hand-over of something that stays open meanwhile, such as a descriptor with the locks that it
 * holds. The state says where it is; the instance that leaves it keeps it until {@link #release}.
 *
 * <p>It is passed only to drivers that are {@link TakingOver} and accept the state; for others it
 * is released before they open. A state of this kind does not outlive the swap: where a driver
 * vanishes without a successor nothing is asked for.
 */
@ConsumerType
public interface LiveHandOver extends HandOver {
    /**
     * Frees what was kept for the state. Called once after each {@link #handOver} that left one:
     * when the next instance is at work, when the state was declined, or when nothing became of the
     * swap and this instance goes on; otherwise after {@link BlockDevice#close}.
     */
    void release();
}
