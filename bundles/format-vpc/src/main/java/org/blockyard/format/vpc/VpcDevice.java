package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** An open disk that grows. */
final class VpcDevice extends MappedDisk implements Describable, Resizable {
    private final VpcMap map;

    VpcDevice(VpcMap map, BufferPool buffers, boolean writable) {
        super(map, Backing.none(), Optional.empty(), buffers, writable);
        this.map = map;
    }

    @Override
    protected void changing(long offset, long length, RequestFlags flags) throws IOException {
        map.beginWriting();
    }

    @Override
    protected boolean tryChanging(long offset, long length, RequestFlags flags) {
        return map.isWriting();
    }

    @Override
    public ImageDescription describe() {
        return description(OptionalInt.of(map.blockSize()));
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        if (!writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
        requireNone(preallocation);
        Footer.requireLength(length);
        flush();
        map.beginWriting();
        new Resizing(map).run(length);
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
