package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.driver.Amending;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.Bitmapped;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.driver.Snapshotting;
import org.blockyard.format.qcow2.internal.amend.Amendment;
import org.blockyard.format.qcow2.internal.amend.KeySlotChange;
import org.blockyard.format.qcow2.internal.bitmaps.BitmapDirectory;
import org.blockyard.format.qcow2.internal.bitmaps.Bitmaps;
import org.blockyard.format.qcow2.internal.check.ImageCheck;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Epochs;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;
import org.blockyard.format.qcow2.internal.snapshot.Snapshots;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.OptionSchema;

/**
 * An open qcow2 image. Each request is in a bracket, so that no cluster is given away that it may
 * still touch.
 */
public final class Qcow2Device
        implements BlockDevice,
                Resizable,
                Checkable,
                Describable,
                Emptying,
                Rebasing,
                Compressing,
                Snapshotting,
                Bitmapped,
                Amending<Qcow2AmendOptions> {
    /**
     * How the device is to behave.
     *
     * @param writable whether it may be written
     * @param passDiscards whether the file is told of what guests discard
     * @param keepPlaces whether discarded clusters keep their place
     * @param passSnapshots whether it is told of what deleting a snapshot frees
     * @param passOthers whether it is told of what is freed for other reasons
     */
    public record Behaviour(
            boolean writable,
            boolean passDiscards,
            boolean keepPlaces,
            boolean passSnapshots,
            boolean passOthers) {}

    /**
     * What encryption needs.
     *
     * @param encryption the image's
     * @param secret the id of the secret that it was opened with
     * @param secrets where others are
     */
    public record Keys(
            Encryption encryption, Optional<String> secret, KeySlotChange.Secrets secrets) {}

    private final Metadata metadata;
    private final Keys keys;
    private final Geometry geometry;
    private final Behaviour behaviour;
    private final Snapshots snapshots;
    private final ImageCorruption corruption;
    private final Epochs epochs;
    private final CompressedReader compressed;
    private final Clusters clusters;
    private final GuestReader reader;
    private final GuestWriter writer;
    private final CompressedWriter packer;
    private final ClusterEdits edits;
    private final ZeroWrite zeroes;
    private final Status status;
    private final Limits limits;
    private final Resize resize;
    private final Bitmaps bitmaps;
    private final boolean backed;
    private volatile boolean amended;

    /** A device over metadata that were read. */
    public Qcow2Device(
            Metadata metadata,
            Optional<Child> backing,
            SnapshotTable snapshots,
            BitmapDirectory directory,
            Keys keys,
            ImageCorruption corruption,
            Behaviour behaviour,
            BufferPool buffers) {
        this.metadata = metadata;
        this.keys = keys;
        this.geometry = metadata.geometry();
        this.behaviour = behaviour;
        this.snapshots = new Snapshots(metadata, snapshots, behaviour.passSnapshots());
        this.corruption = corruption;
        this.epochs = metadata.epochs();
        var below = new Backing(backing, metadata.store().backingFile().isPresent());
        var codec = Compression.codec(metadata.store().header());
        this.backed = !below.never();
        this.compressed = new CompressedReader(metadata, codec, buffers);
        this.clusters = new Clusters(metadata);
        var data = keys.encryption().data(metadata, buffers);
        this.reader = new GuestReader(metadata, data, clusters, below, compressed);
        var claims = new Claims(metadata, clusters, behaviour.passOthers());
        this.writer = new GuestWriter(metadata, data, clusters, claims, reader, below, buffers);
        this.packer = new CompressedWriter(metadata, clusters, claims, writer, codec, buffers);
        this.edits =
                new ClusterEdits(
                        metadata,
                        clusters,
                        claims,
                        below,
                        behaviour.passDiscards(),
                        behaviour.keepPlaces());
        this.zeroes = new ZeroWrite(metadata, edits, below);
        this.status = new Status(metadata, clusters);
        var whole =
                metadata.encrypted() ? Limits.NONE.aligned(SectorCipher.SECTOR, 1) : Limits.NONE;
        this.limits =
                whole.grain(geometry.unitSize(), geometry.clusterSize())
                        .transfers(geometry.clusterSize(), Limits.MAX_REQUEST);
        this.resize = new Resize(metadata, edits, writer, claims, below, this.snapshots);
        this.bitmaps = new Bitmaps(metadata, directory, behaviour.writable());
    }

    @Override
    public long length() {
        return metadata.store().header().size();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int compressedUnit() {
        return geometry.clusterSize();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int slot = epochs.enter();
        try {
            reader.read(offset, target);
        } finally {
            epochs.leave(slot);
        }
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int slot = epochs.enter();
        try {
            return reader.tryRead(offset, target);
        } finally {
            epochs.leave(slot);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        refuseWrites();
        beforeChange(offset, source.remaining());
        int slot = epochs.enter();
        try {
            if (flags.has(RequestFlags.COMPRESSED)) {
                refusePacking();
                packer.write(offset, source, length());
            } else {
                writer.write(offset, source);
            }
        } finally {
            epochs.leave(slot);
        }
        if (flags.has(RequestFlags.FUA)) {
            flush();
        }
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (!behaviour.writable()
                || amended
                || corruption.found()
                || flags.has(RequestFlags.FUA)
                || flags.has(RequestFlags.COMPRESSED)
                || !bitmaps.ready()) {
            return false;
        }
        bitmaps.record(offset, source.remaining());
        int slot = epochs.enter();
        try {
            return writer.tryWrite(offset, source);
        } finally {
            epochs.leave(slot);
        }
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        int slot = epochs.enter();
        Optional<MappedRead> mapped = Optional.empty();
        try {
            mapped = reader.tryMap(offset, length);
            return mapped.map(bytes -> new BracketedMap(bytes, epochs, slot));
        } finally {
            if (mapped.isEmpty()) {
                epochs.leave(slot);
            }
        }
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        refuseWrites();
        beforeChange(offset, length);
        int slot = epochs.enter();
        boolean done;
        try {
            done = zeroes.run(offset, length, flags);
        } finally {
            epochs.leave(slot);
        }
        if (done && flags.has(RequestFlags.FUA)) {
            flush();
        }
        return done;
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        refuseWrites();
        beforeChange(offset, length);
        long end = offset + length;
        long first = geometry.clustersFor(offset);
        long last = end == length() ? geometry.clustersFor(end) : geometry.clusterOf(end);
        int slot = epochs.enter();
        try {
            if (metadata.dataRaw() && first < last) {
                // whoever reads the data file by itself must see what the disk reads as
                long from = geometry.offsetOf(first);
                long to = Math.min(end, geometry.offsetOf(last));
                metadata.data()
                        .writeZeroes(
                                from + metadata.fixedPlace(0), to - from, RequestFlags.MAY_UNMAP);
            }
            edits.discard(first, last);
        } finally {
            epochs.leave(slot);
        }
    }

    @Override
    public void flush() throws IOException {
        if (behaviour.writable()) {
            corruption.refuseIfFound();
            bitmaps.flush();
            metadata.writeBack().flush();
        }
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        int slot = epochs.enter();
        try {
            return status.at(offset, length);
        } finally {
            epochs.leave(slot);
        }
    }

    private void refusePacking() throws BlockException {
        if (metadata.dataApart() || metadata.encrypted()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    metadata.encrypted()
                            ? "Compression and encryption not supported at the same time"
                            : "an external data file can't hold compressed clusters");
        }
    }

    private void beforeChange(long offset, long length) throws IOException {
        bitmaps.prepare();
        bitmaps.record(offset, length);
    }

    private void refuseWrites() throws BlockException {
        if (!behaviour.writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
        if (amended) {
            throw new BlockException(
                    ErrorKind.GONE, "the image was amended and must be opened anew for writing");
        }
        corruption.refuseIfFound();
    }

    @Override
    public OptionSchema<Qcow2AmendOptions> amendOptions() {
        return OptionSchema.of(Qcow2AmendOptions.class);
    }

    @Override
    public void amend(Qcow2AmendOptions options, boolean force, Progress progress)
            throws IOException {
        refuseWrites();
        if (options.encrypt().isPresent() && metadata.encrypted()) {
            new KeySlotChange(keys.encryption().volume(), keys.secrets(), keys.secret(), force)
                    .run(options.encrypt().get());
        }
        amended =
                new Amendment(metadata, snapshots, this, options, progress)
                        .run(bitmaps::close, backed);
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        refuseWrites();
        if (length != length()) {
            bitmaps.beforeResize(length);
            resize.to(length, preallocation);
            bitmaps.resized(length());
        }
    }

    @Override
    public void makeEmpty() throws IOException {
        refuseWrites();
        resize.empty();
    }

    @Override
    public void recordBacking(Optional<String> fileName, Optional<String> format)
            throws IOException {
        refuseWrites();
        new BackingRecord(metadata).change(fileName, format);
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        if (repair != Repair.NONE && !behaviour.writable()) {
            throw new BlockException(
                    ErrorKind.READ_ONLY,
                    "the image is open for reading only and can't be repaired");
        }
        if (behaviour.writable()) {
            metadata.writeBack().settle();
        }
        var check =
                new ImageCheck(
                        metadata.file(),
                        metadata.store(),
                        snapshots.table(),
                        repair,
                        findings,
                        progress);
        var result = check.run();
        if (repair != Repair.NONE) {
            metadata.reload();
        }
        return result;
    }

    @Override
    public List<SnapshotInfo> snapshots() {
        return snapshots.list();
    }

    @Override
    public SnapshotInfo createSnapshot(String name, Instant date) throws IOException {
        refuseWrites();
        if (metadata.dataApart()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "an image with an external data file can't have internal snapshots");
        }
        return snapshots.create(name, date);
    }

    @Override
    public void applySnapshot(String idOrName) throws IOException {
        refuseWrites();
        if (!bitmaps.entries().isEmpty()) {
            throw new BlockException(ErrorKind.BUSY, "Device has active dirty bitmaps");
        }
        snapshots.apply(idOrName);
    }

    @Override
    public void deleteSnapshot(String idOrName) throws IOException {
        refuseWrites();
        snapshots.delete(idOrName);
    }

    @Override
    public void showSnapshot(String idOrName) throws IOException {
        if (behaviour.writable()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a snapshot can be shown only of an image that is open for reading");
        }
        snapshots.show(idOrName);
    }

    @Override
    public ImageDescription describe() {
        return new Description(
                        metadata.store(), snapshots.table(), bitmaps.entries(), keys.encryption())
                .image();
    }

    @Override
    public List<BitmapInfo> bitmaps() throws IOException {
        return bitmaps.bitmaps();
    }

    @Override
    public void addBitmap(String name, OptionalLong granularity, boolean recording)
            throws IOException {
        refuseWrites();
        bitmaps.addBitmap(name, granularity, recording);
    }

    @Override
    public void removeBitmap(String name) throws IOException {
        refuseWrites();
        bitmaps.removeBitmap(name);
    }

    @Override
    public void clearBitmap(String name) throws IOException {
        refuseWrites();
        bitmaps.clearBitmap(name);
    }

    @Override
    public void recordBitmap(String name, boolean recording) throws IOException {
        refuseWrites();
        bitmaps.recordBitmap(name, recording);
    }

    @Override
    public void markBitmap(String name, long offset, long length) throws IOException {
        refuseWrites();
        bitmaps.markBitmap(name, offset, length);
    }

    @Override
    public Extent bitmapStatus(String name, long offset, long length) throws IOException {
        return bitmaps.bitmapStatus(name, offset, length);
    }

    @Override
    public void close() throws IOException {
        try {
            if (behaviour.writable() && !corruption.found()) {
                try {
                    bitmaps.close();
                } finally {
                    metadata.writeBack().close();
                }
            }
        } finally {
            keys.encryption().close();
            compressed.close();
        }
    }
}
