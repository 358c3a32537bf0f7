package org.blockyard.bitmap;

import org.osgi.annotation.versioning.ProviderType;

/** A user's hold on a bitmap; see {@link DirtyBitmap#hold}. */
@ProviderType
public interface BitmapHold extends AutoCloseable {
    /** Lets the bitmap go. Idempotent. */
    @Override
    void close();
}
