package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.Resizable;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.format.kit.ParentName;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** An open disk that grows. */
final class VpcDevice extends MappedDisk implements Describable, Emptying, Rebasing, Resizable {
    private final VpcMap map;
    private final Optional<ParentLink> parent;
    private final Backing backing;

    VpcDevice(VpcMap map, Optional<ParentLink> parent, BufferPool buffers, boolean writable) {
        this(map, parent, backing(parent), buffers, writable);
    }

    private VpcDevice(
            VpcMap map,
            Optional<ParentLink> parent,
            Backing backing,
            BufferPool buffers,
            boolean writable) {
        super(map, backing, Optional.empty(), buffers, writable);
        this.map = map;
        this.parent = parent;
        this.backing = backing;
    }

    private static Backing backing(Optional<ParentLink> parent) {
        return parent.map(ParentLink::backing).orElseGet(Backing::none);
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
        return description(
                OptionalInt.of(map.blockSize()),
                map.layout().footer(),
                parent.flatMap(ParentLink::fileName));
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        requireWritable();
        requireNone(preallocation);
        Footer.requireLength(length);
        if (length > length() && backing.length() > length()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a VHD image whose parent is longer can't be made longer: the parent would"
                            + " show");
        }
        flush();
        map.beginWriting();
        new Resizing(map).run(length);
    }

    private void requireWritable() throws BlockException {
        if (!writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
    }

    private ParentLink requireParent() throws BlockException {
        return parent.orElseThrow(
                () -> new BlockException(ErrorKind.UNSUPPORTED, "the VHD image has no parent"));
    }

    @Override
    public void makeEmpty() throws IOException {
        requireWritable();
        requireParent();
        flush();
        map.beginWriting();
        new Resizing(map).empty();
    }

    @Override
    public void recordBacking(Optional<String> fileName, Optional<String> format)
            throws IOException {
        requireWritable();
        var link = requireParent();
        if (fileName.isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a differencing VHD image always has a parent: convert it");
        }
        VpcDriver.PARENTS.require(format);
        // what was written for the old chain must be there before the new one is named
        flush();
        link.recordName(ParentName.requireFile(fileName.get()));
    }

    /** What a disk tells about itself, and of its parent. */
    static ImageDescription description(
            OptionalInt blockSize, Footer footer, Optional<String> parent) {
        return new ImageDescription(
                blockSize,
                false,
                false,
                false,
                parent,
                parent.map(name -> VpcDriver.NAME),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                ParentLink.told(footer.uniqueId()),
                Optional.empty());
    }
}
