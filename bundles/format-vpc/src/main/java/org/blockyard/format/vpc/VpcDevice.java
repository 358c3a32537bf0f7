package org.blockyard.format.vpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BufferPool;

/** An open disk that grows. */
final class VpcDevice extends MappedDisk implements Describable {
    private final int blockSize;

    VpcDevice(VpcMap map, BufferPool buffers, boolean writable) {
        super(map, Backing.none(), Optional.empty(), buffers, writable);
        this.blockSize = map.blockSize();
    }

    @Override
    public ImageDescription describe() {
        return description(OptionalInt.of(blockSize));
    }

    /** What a disk tells about itself. */
    static ImageDescription description(OptionalInt blockSize) {
        return new ImageDescription(
                blockSize,
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }
}
