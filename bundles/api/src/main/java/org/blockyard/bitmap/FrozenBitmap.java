package org.blockyard.bitmap;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A bitmap as it was at a moment, while what is written since is recorded apart. It ends in one of
 * two ways: what was frozen is {@link #settle() settled}, so only what was written since is left;
 * or it is just {@link #close() closed}, and both are one bitmap again.
 */
@ProviderType
public interface FrozenBitmap extends BitmapHold {
    /** The bits of the moment; the one who froze them may change them. */
    DirtyBits bits();

    /** Ends it: only what was written since is dirty from now on. */
    void settle();

    /** Ends it: what was dirty and what was written since is dirty. Does nothing if it ended. */
    @Override
    void close();
}
