package org.blockyard.format.vmdk.internal.extent;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.Extent;

/** An extent without a file: zeroes that can't be written. */
record NothingPart(long length) implements BlockDevice {
    @Override
    public void read(long at, ByteBuffer target) {
        ImageFile.zero(target);
    }

    @Override
    public boolean tryRead(long at, ByteBuffer target) {
        ImageFile.zero(target);
        return true;
    }

    @Override
    public Extent status(long at, long wanted) {
        return Extent.zero(wanted);
    }

    @Override
    public Optional<Extent> tryStatus(long at, long wanted) {
        return Optional.of(Extent.zero(wanted));
    }

    @Override
    public void close() {}
}
