package org.blockyard.bitmap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.annotation.versioning.ProviderType;

/** The dirty bitmaps of one node. Thread-safe. */
@ProviderType
public interface DirtyBitmaps {
    /** Those with a name, in the order in which they came. */
    List<DirtyBitmap> named();

    /** The one of that name. */
    default Optional<DirtyBitmap> find(String name) {
        return named().stream().filter(bitmap -> bitmap.name().equals(name)).findFirst();
    }

    /**
     * The one of that name.
     *
     * @throws BlockException of kind {@code NOT_FOUND} if there is none
     */
    default DirtyBitmap require(String name) throws BlockException {
        return find(name)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Dirty bitmap '" + name + "' not found"));
    }

    /**
     * Adds one. If it records, each write that is not acknowledged when this returns is recorded.
     */
    DirtyBitmap add(BitmapRequest request) throws IOException;

    /**
     * Removes one, from its store too.
     *
     * @throws BlockException if there is none, or someone keeps it
     */
    void remove(String name) throws IOException;

    /** The granularity of a bitmap that is added without one. */
    long defaultGranularity();

    /**
     * Records writes for a job; each write that is not acknowledged when this returns is recorded.
     *
     * @param granularity bytes a bit, a power of two
     */
    WriteTracker track(long granularity) throws IOException;
}
