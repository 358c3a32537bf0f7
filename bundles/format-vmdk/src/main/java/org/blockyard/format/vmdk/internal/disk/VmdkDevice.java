package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocated;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.format.vmdk.internal.extent.Part;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/** An open disk: its extents one behind the other. */
public final class VmdkDevice
        implements BlockDevice,
                Describable,
                Checkable,
                Compacting,
                Compressing,
                Preallocated,
                Resizable {
    private static final int USUAL_GRAIN = 64 << 10;

    private final DescriptorFile descriptor;
    private final ContentId id;
    private final List<Part> parts;
    private volatile Sequence sequence;
    private final List<Child> files;

    /**
     * A disk.
     *
     * @param parts its extents
     * @param files all files of the image, for what they take of the host's space
     */
    public VmdkDevice(DescriptorFile descriptor, List<Part> parts, List<Child> files) {
        this.descriptor = descriptor;
        this.id = new ContentId(descriptor);
        this.parts = List.copyOf(parts);
        this.sequence = sequence();
        this.files = List.copyOf(files);
    }

    private Sequence sequence() {
        return new Sequence(parts.stream().map(Part::disk).toList());
    }

    @Override
    public long length() {
        return sequence.length();
    }

    @Override
    public Limits limits() {
        return sequence.limits();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        sequence.read(offset, target);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return sequence.tryRead(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        changing(flags);
        sequence.write(offset, source, flags);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        return (id.isChanged() || flags.has(RequestFlags.UNCHANGED))
                && sequence.tryWrite(offset, source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        changing(flags);
        return sequence.writeZeroes(offset, length, flags);
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        id.change();
        sequence.discard(offset, length);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        changing(flags);
        return sequence.copyFrom(source, offset, flags);
    }

    private void changing(RequestFlags flags) throws IOException {
        if (!flags.has(RequestFlags.UNCHANGED)) {
            id.change();
        }
    }

    @Override
    public void flush() throws IOException {
        sequence.flush();
        if (id.isChanged()) {
            descriptor.flush();
        }
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        return sequence.status(offset, length);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) throws IOException {
        return sequence.tryStatus(offset, length);
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return sequence.tryMap(offset, length);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return sequence.tryMapSome(offset, length);
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        return sequence.trySendable(offset, length);
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return sequence.lendPlace(offset, length);
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return sequence.tryLendPlace(offset, length);
    }

    @Override
    public int compressedUnit() {
        return parts.isEmpty() ? USUAL_GRAIN : parts.getFirst().grains().orElse(USUAL_GRAIN);
    }

    @Override
    public boolean compressedOnly() {
        return !parts.isEmpty() && parts.stream().allMatch(Part::compressed);
    }

    /** A flat extent is all data, whether anything was written there or not. */
    @Override
    public boolean preallocated() {
        return parts.stream().anyMatch(part -> part.grains().isEmpty());
    }

    @Override
    public ImageDescription describe() throws IOException {
        return new Description(descriptor.current(), parts, files).image();
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        flush();
        return new ImageCheck(parts, repair, findings, progress).run();
    }

    /** One extent after the other; the disk holds what it did, so its identifier stays. */
    @Override
    public void compact(Progress progress) throws IOException {
        var extents = parts.stream().map(Part::disk).filter(Compacting.class::isInstance).toList();
        if (extents.isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "only extents of a VMDK image that are sparse and not compressed can be"
                            + " compacted");
        }
        for (int i = 0; i < extents.size(); i++) {
            int before = i;
            ((Compacting) extents.get(i))
                    .compact(
                            (done, total) ->
                                    progress.update(before * total + done, extents.size() * total));
        }
    }

    /** Only the last extent's length changes, whatever the others' is. */
    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        flush();
        new ImageResizing(descriptor, id, parts).run(length, preallocation, exact);
        sequence = sequence();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (var part : parts) {
            try {
                part.disk().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
