package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BufferPool;

/** An extent of grains that can be written anywhere, so that its file can be made smaller. */
final class SparsePart extends MappedDisk implements Compacting {
    private final GrainMap map;

    SparsePart(GrainMap map, Backing backing, BufferPool buffers, boolean writable) {
        super(map, backing, Optional.empty(), buffers, writable);
        this.map = map;
    }

    @Override
    public void compact(Progress progress) throws IOException {
        compaction(map, progress).run();
    }
}
