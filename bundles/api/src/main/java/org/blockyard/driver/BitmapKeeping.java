package org.blockyard.driver;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device whose image keeps dirty bitmaps while it is not in use. Its node takes them over,
 * records writes itself, and gives them back before the device is closed; if that does not happen,
 * the image says that they are lost. Called with no request in flight.
 *
 * @since 1.1
 */
@ConsumerType
public interface BitmapKeeping {
    /**
     * Whether the image can keep bitmaps of any name; one of an older version of its format may
     * not.
     */
    default boolean canKeepBitmaps() {
        return true;
    }

    /** The bitmaps, of an image that is only read. */
    List<KeptBitmap> keptBitmaps() throws IOException;

    /**
     * Hands the bitmaps over. When it returns, stable storage says that all of them are in use, and
     * the device records nothing by itself.
     */
    List<KeptBitmap> takeBitmaps() throws IOException;

    /**
     * Checks that a further bitmap could be kept.
     *
     * @throws org.blockyard.io.BlockException if not
     */
    void requireKeepable(String name, long granularity) throws IOException;

    /**
     * Takes the bitmaps back. When it returns, stable storage has these and no others; those
     * without bits stay lost. The bits belong to the caller.
     */
    void keepBitmaps(List<KeptBitmap> bitmaps) throws IOException;
}
