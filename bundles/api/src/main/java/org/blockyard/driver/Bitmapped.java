package org.blockyard.driver;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.blockyard.io.Extent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that keeps named dirty bitmaps in its image: for each piece of the disk whether it was
 * written since. Changes are made with no request in flight and are in the image after the next
 * flush or close. A name that is not there fails with kind {@code NOT_FOUND}; a bitmap that is in
 * use after an unclean end can only be removed.
 */
@ConsumerType
public interface Bitmapped {
    /** Whether the image can keep bitmaps; one of an older version of its format may not. */
    default boolean canKeepBitmaps() throws IOException {
        return true;
    }

    /** The bitmaps. */
    List<BitmapInfo> bitmaps() throws IOException;

    /**
     * Adds an empty one.
     *
     * @param granularity bytes a bit, a power of two; the device chooses if none is given
     * @param recording whether it records writes
     */
    void addBitmap(String name, OptionalLong granularity, boolean recording) throws IOException;

    /** Removes one. */
    void removeBitmap(String name) throws IOException;

    /** Marks all as clean. */
    void clearBitmap(String name) throws IOException;

    /** Makes one record writes, or not. */
    void recordBitmap(String name, boolean recording) throws IOException;

    /** Marks a range. */
    void markBitmap(String name, long offset, long length) throws IOException;

    /**
     * Tells what is at {@code offset}: the result's length is that of a run of equal marks.
     *
     * @return data for marked, zero for clean
     */
    Extent bitmapStatus(String name, long offset, long length) throws IOException;
}
