package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/**
 * An extent of grains that can be written anywhere, so that its file can be made smaller, and its
 * length changed.
 */
final class SparsePart extends MappedDisk implements Compacting, Resizable {
    private final GrainMap map;
    private final Backing backing;

    SparsePart(GrainMap map, Backing backing, BufferPool buffers, boolean writable) {
        super(map, backing, Optional.empty(), buffers, writable);
        this.map = map;
        this.backing = backing;
    }

    @Override
    public void compact(Progress progress) throws IOException {
        compaction(map, progress).run();
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        requireNone(preallocation);
        if (length > length() && !backing.isBeyond(length())) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "The disk below is longer than this one, and would show behind its end");
        }
        flush();
        new ExtentResizing(map, this::flush).run(length);
    }
}
