package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.util.List;
import org.blockyard.driver.KeptBitmap;

/**
 * Where the persistent bitmaps of a node are while it is closed. While they are taken the store
 * says, whatever happens, that they are lost; until they are given back.
 */
interface BitmapStore {
    /** The bitmaps, of a node that is only read. */
    List<KeptBitmap> look() throws IOException;

    /** Takes the bitmaps out; durable when it returns. */
    List<KeptBitmap> take() throws IOException;

    /** Checks that a further bitmap could be kept. */
    void requireKeepable(String name, long granularity) throws IOException;

    /** Gives all back, with the device flushed and about to be closed. */
    void keep(List<KeptBitmap> bitmaps) throws IOException;

    /** The device is closed. */
    void closed() throws IOException;
}
