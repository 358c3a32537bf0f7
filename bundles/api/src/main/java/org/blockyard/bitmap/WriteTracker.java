package org.blockyard.bitmap;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A bitmap without a name, for a job: records what is written to a node until it is closed, as a
 * {@link DirtyBitmap} does that records.
 */
@ProviderType
public interface WriteTracker extends AutoCloseable {
    /** The bits, all clean at first; free for the one who made it to change. */
    DirtyBits bits();

    /** Ends it. Idempotent; the bits stay as they are. */
    @Override
    void close();
}
