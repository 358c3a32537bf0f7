package org.blockyard.format.vdi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocated;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.Compaction;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/** An open VirtualBox disk image. */
final class VdiDevice extends MappedDisk
        implements Checkable, Compacting, Describable, Emptying, Preallocated, Resizable {
    private final VdiMap map;

    VdiDevice(VdiMap map, Backing backing, BufferPool buffers, boolean writable) {
        super(map, backing, Optional.empty(), buffers, writable);
        this.map = map;
    }

    @Override
    public ImageDescription describe() throws IOException {
        return new ImageDescription(
                OptionalInt.of(map.blockSize()),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                VdiParent.told(map.layout().header()),
                Optional.empty());
    }

    @Override
    public boolean preallocated() throws IOException {
        return map.layout().header().isStatic();
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        refuseWrites(repair != Repair.NONE);
        flush();
        Optional<Compaction> repairs =
                repair == Repair.NONE ? Optional.empty() : Optional.of(compaction(map, progress));
        return new VdiCheck(map, repairs, findings, progress).run(repair);
    }

    @Override
    public void compact(Progress progress) throws IOException {
        if (preallocated()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "each block of a static VDI image has its place");
        }
        compaction(map, progress).run();
    }

    @Override
    public void makeEmpty() throws IOException {
        refuseWrites(true);
        flush();
        new Resizing(map, compaction(map, Progress.NONE)).makeEmpty();
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        refuseWrites(true);
        requireNone(preallocation);
        flush();
        new Resizing(map, compaction(map, Progress.NONE)).run(length);
    }

    private void refuseWrites(boolean wanted) throws BlockException {
        if (wanted && !writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
    }
}
