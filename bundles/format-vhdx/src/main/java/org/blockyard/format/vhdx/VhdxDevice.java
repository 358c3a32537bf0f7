package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.ShownWhole;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.format.kit.ParentName;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** An open image. */
final class VhdxDevice extends MappedDisk
        implements Checkable, Describable, Emptying, Rebasing, Resizable, ShownWhole {
    private final VhdxMap map;
    private final Log log;
    private final Optional<ParentLink> parent;
    private final Backing backing;
    private boolean replayed;

    /**
     * An image.
     *
     * @param replayed whether its log had to be replayed, for the first check to tell
     */
    VhdxDevice(
            VhdxMap map,
            Log log,
            Optional<ParentLink> parent,
            BufferPool buffers,
            boolean writable,
            boolean replayed) {
        this(map, log, parent, backing(parent), buffers, writable, replayed);
    }

    private VhdxDevice(
            VhdxMap map,
            Log log,
            Optional<ParentLink> parent,
            Backing backing,
            BufferPool buffers,
            boolean writable,
            boolean replayed) {
        super(map, backing, Optional.empty(), buffers, writable);
        this.map = map;
        this.log = log;
        this.parent = parent;
        this.backing = backing;
        this.replayed = replayed;
    }

    private static Backing backing(Optional<ParentLink> parent) {
        return parent.map(ParentLink::backing).orElseGet(Backing::none);
    }

    /** Whoever knows the file by its marks has to see that its data are no longer the same. */
    @Override
    protected void changing(long offset, long length, RequestFlags flags) throws IOException {
        if (!tryChanging(offset, length, flags)) {
            if (flags.has(RequestFlags.UNCHANGED)) {
                log.beginWriting();
            } else {
                log.beginChanging();
            }
        }
    }

    @Override
    protected boolean tryChanging(long offset, long length, RequestFlags flags) {
        return flags.has(RequestFlags.UNCHANGED) ? log.isWriting() : log.isChanging();
    }

    @Override
    public ImageDescription describe() {
        return new ImageDescription(
                OptionalInt.of(map.blockSize()),
                false,
                false,
                false,
                parent.flatMap(ParentLink::fileName),
                parent.map(link -> VhdxDriver.NAME),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                ParentLink.told(log.dataMark(), map.layout().shape().logicalSector()),
                Optional.empty());
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        requireWritable();
        requireNone(preallocation);
        map.layout().shape().requireLength(length);
        if (length > length() && backing.length() > length()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a VHDX image whose parent is longer can't be made longer: the parent would"
                            + " show");
        }
        log.beginChanging();
        flush();
        new Resizing(map, log, this::flush).run(length);
    }

    private void requireWritable() throws BlockException {
        if (!writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
    }

    private ParentLink requireParent() throws BlockException {
        return parent.orElseThrow(
                () -> new BlockException(ErrorKind.UNSUPPORTED, "the VHDX image has no parent"));
    }

    /** The parent that shows again may hold by now what this image did. */
    @Override
    public void makeEmpty() throws IOException {
        requireWritable();
        var link = requireParent();
        log.beginChanging();
        flush();
        new Resizing(map, log, this::flush).empty();
        link.recordParent();
    }

    @Override
    public void recordBacking(Optional<String> fileName, Optional<String> format)
            throws IOException {
        requireWritable();
        var link = requireParent();
        if (fileName.isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a differencing VHDX image always has a parent: convert it");
        }
        VhdxDriver.PARENTS.require(format);
        // what was written for the old chain must be there before the new one is named
        flush();
        link.recordName(ParentName.requireFile(fileName.get()));
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        flush();
        var report = new CheckReport(findings);
        if (replayed) {
            report.corruptionFixed("the image by what its log holds");
            replayed = false;
        }
        var layout = map.layout();
        new BatCheck(map.file(), layout.shape(), layout.regions()).run(report, progress);
        return report.result();
    }
}
