package org.blockyard.format.vmdk.internal.extent;

import java.util.Optional;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.BlockMap;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BufferPool;

/** An extent of grains. */
final class GrainPart extends MappedDisk {
    GrainPart(BlockMap map, Backing backing, BufferPool buffers, boolean writable) {
        super(map, backing, Optional.empty(), buffers, writable);
    }
}
