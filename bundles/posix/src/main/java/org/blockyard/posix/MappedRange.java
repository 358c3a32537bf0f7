package org.blockyard.posix;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A range of a file as memory. Pages of it that were touched count as memory of this process,
 * though the page cache has them anyway; so that they do not grow to all of the file, those of all
 * ranges are let go together from time to time. What is touched again is mapped again by the
 * system, while it is being sent too.
 */
@ProviderType
public interface MappedRange {
    /** The memory; it ends with the arena for which it was mapped. */
    MemorySegment memory();

    /**
     * Says that a part is about to be touched; to be called each time. May let go of pages that
     * were touched before.
     *
     * @param start where the part begins in {@link #memory}
     */
    void touching(long start, long length);
}
