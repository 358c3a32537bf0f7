package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.util.List;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.KeptBitmap;

/**
 * A store in the image itself.
 *
 * @param device what keeps them
 */
record ImageStore(BitmapKeeping device) implements BitmapStore {
    @Override
    public List<KeptBitmap> look() throws IOException {
        return device.keptBitmaps();
    }

    @Override
    public List<KeptBitmap> take() throws IOException {
        return device.takeBitmaps();
    }

    @Override
    public void requireKeepable(String name, long granularity) throws IOException {
        device.requireKeepable(name, granularity);
    }

    @Override
    public void keep(List<KeptBitmap> bitmaps) throws IOException {
        device.keepBitmaps(bitmaps);
    }

    @Override
    public void closed() {
        // what is to be kept went with the device
    }
}
