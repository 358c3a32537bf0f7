package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.crypto.luks.KeySlotChange;
import org.blockyard.driver.Amending;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.Bitmapped;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocated;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.driver.Snapshotting;
import org.blockyard.format.qcow2.internal.amend.Amendment;
import org.blockyard.format.qcow2.internal.bitmaps.BitmapDirectory;
import org.blockyard.format.qcow2.internal.check.ImageCheck;
import org.blockyard.format.qcow2.internal.meta.Epochs;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
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
                Preallocated,
                Amending<Qcow2AmendOptions> {
    /** The most that is lent at once, so that no cluster is kept for long. */
    private static final long MOST_LENT = 64 << 20;

    private final ImageSetup setup;
    private volatile ImageParts parts;

    /** A device for an image whose header was read, and the bitmaps that it lists. */
    public Qcow2Device(ImageSetup setup, BitmapDirectory directory) throws IOException {
        this.setup = setup;
        this.parts = ImageParts.of(setup, directory);
    }

    /** Drops metadata from memory that were not used since the last call. */
    public void dropUnusedMetadata() {
        parts.metadata.mapping().dropUnused();
    }

    @Override
    public long length() {
        return setup.store().header().size();
    }

    @Override
    public Limits limits() {
        return parts.limits;
    }

    @Override
    public int compressedUnit() {
        return parts.geometry.clusterSize();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            now.reader.read(offset, target);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.reader.tryRead(offset, target);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        refuseWrites();
        beforeChange(offset, source.remaining());
        var now = parts;
        int slot = now.epochs.enter();
        try {
            if (flags.has(RequestFlags.COMPRESSED)) {
                refusePacking();
                now.packer.write(offset, source, length());
            } else {
                now.writer.write(offset, source);
            }
        } finally {
            now.epochs.leave(slot);
        }
        if (flags.has(RequestFlags.FUA)) {
            flush();
        }
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (!setup.behaviour().writable()
                || setup.corruption().found()
                || flags.has(RequestFlags.FUA)
                || flags.has(RequestFlags.COMPRESSED)
                || !parts.bitmaps.ready()) {
            return false;
        }
        parts.bitmaps.record(offset, source.remaining());
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.quickWriter.tryWrite(offset, source);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return tryMap(GuestReader::tryMap, offset, length);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return tryMap(GuestReader::tryMapSome, offset, length);
    }

    /** How much of a range is to be lent. */
    private interface Mapped {
        Optional<MappedRead> lend(GuestReader reader, long offset, int length) throws IOException;
    }

    private Optional<MappedRead> tryMap(Mapped how, long offset, int length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        Optional<MappedRead> mapped = Optional.empty();
        try {
            mapped = how.lend(now.reader, offset, length);
            return mapped.map(bytes -> new BracketedMap(bytes, now.epochs, slot));
        } finally {
            if (mapped.isEmpty()) {
                now.epochs.leave(slot);
            }
        }
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        Optional<LentPlace> lent = Optional.empty();
        try {
            lent = now.reader.lendPlace(offset, (int) Math.min(length, MOST_LENT));
            return lent.map(inner -> bracketed(inner, now.epochs, slot));
        } finally {
            if (lent.isEmpty()) {
                now.epochs.leave(slot);
            }
        }
    }

    private static LentPlace bracketed(LentPlace inner, Epochs epochs, int slot) {
        return LentPlace.of(
                inner.place(),
                () -> {
                    inner.close();
                    epochs.leave(slot);
                });
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        refuseWrites();
        beforeChange(offset, source.length());
        var now = parts;
        int slot = now.epochs.enter();
        boolean done;
        try {
            done = now.copier.run(source, offset);
        } finally {
            now.epochs.leave(slot);
        }
        if (done && flags.has(RequestFlags.FUA)) {
            flush();
        }
        return done;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        refuseWrites();
        beforeChange(offset, length);
        var now = parts;
        int slot = now.epochs.enter();
        boolean done;
        try {
            done = now.zeroes.run(offset, length, flags);
        } finally {
            now.epochs.leave(slot);
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
        var now = parts;
        int slot = now.epochs.enter();
        try {
            now.edits.discard(offset, length);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public void flush() throws IOException {
        if (setup.behaviour().writable()) {
            setup.corruption().refuseIfFound();
            parts.bitmaps.flush();
            parts.metadata.writeBack().flush();
        }
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.status.at(offset, length);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.status.tryAt(offset, length);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public boolean preallocated() throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.spaceAhead.found();
        } finally {
            now.epochs.leave(slot);
        }
    }

    private void refusePacking() throws BlockException {
        if (parts.metadata.dataApart() || parts.metadata.encrypted()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    parts.metadata.encrypted()
                            ? "Compression and encryption not supported at the same time"
                            : "an external data file can't hold compressed clusters");
        }
    }

    private void beforeChange(long offset, long length) throws IOException {
        parts.bitmaps.prepare();
        parts.bitmaps.record(offset, length);
    }

    private void refuseWrites() throws BlockException {
        if (!setup.behaviour().writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
        setup.corruption().refuseIfFound();
    }

    @Override
    public OptionSchema<Qcow2AmendOptions> amendOptions() {
        return OptionSchema.of(Qcow2AmendOptions.class);
    }

    @Override
    public void amend(Qcow2AmendOptions options, boolean force, Progress progress)
            throws IOException {
        refuseWrites();
        var keys = setup.keys();
        if (options.encrypt().isPresent() && parts.metadata.encrypted()) {
            new KeySlotChange(keys.encryption().volume(), keys.secrets(), keys.secret(), force)
                    .run(options.encrypt().get());
        }
        long length = length();
        try {
            new Amendment(parts.metadata, parts.snapshots, this, options, progress)
                    .run(parts.bitmaps::close, !parts.backing.never());
        } finally {
            renewIfChanged();
            announceIfOther(length);
        }
    }

    /** What is in memory is of no use after a change of the version or the width of counts. */
    private void renewIfChanged() throws IOException {
        var before = parts;
        if (!before.fit(setup)) {
            parts = ImageParts.anew(setup);
            before.close();
        }
    }

    private void announceIfOther(long length) {
        if (length() != length) {
            setup.announceLength().run();
        }
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        refuseWrites();
        if (length != length()) {
            parts.bitmaps.beforeResize(length);
            parts.resize.to(length, preallocation);
            parts.bitmaps.resized(length());
        }
    }

    @Override
    public void makeEmpty() throws IOException {
        refuseWrites();
        parts.resize.empty();
    }

    @Override
    public void recordBacking(Optional<String> fileName, Optional<String> format)
            throws IOException {
        refuseWrites();
        if (fileName.isPresent() && parts.metadata.dataRaw()) {
            // a raw data file has to tell all by itself
            throw new BlockException(ErrorKind.INVALID_OPTION, "Invalid argument");
        }
        new BackingRecord(parts.metadata).change(fileName, format);
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        if (repair != Repair.NONE && !setup.behaviour().writable()) {
            throw new BlockException(
                    ErrorKind.READ_ONLY,
                    "the image is open for reading only and can't be repaired");
        }
        if (setup.behaviour().writable()) {
            parts.metadata.writeBack().settle();
        }
        var check =
                new ImageCheck(
                        parts.metadata.file(),
                        parts.metadata.store(),
                        parts.snapshots.table(),
                        repair,
                        findings,
                        progress);
        var result = check.run();
        if (repair != Repair.NONE) {
            parts.metadata.reload();
        }
        return result;
    }

    @Override
    public List<SnapshotInfo> snapshots() {
        return parts.snapshots.list();
    }

    @Override
    public SnapshotInfo createSnapshot(String name, Instant date) throws IOException {
        refuseWrites();
        if (parts.metadata.dataApart()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "an image with an external data file can't have internal snapshots");
        }
        return parts.snapshots.create(name, date);
    }

    @Override
    public void applySnapshot(String idOrName) throws IOException {
        refuseWrites();
        if (!parts.bitmaps.entries().isEmpty()) {
            throw new BlockException(ErrorKind.BUSY, "Device has active dirty bitmaps");
        }
        long length = length();
        parts.snapshots.apply(idOrName);
        announceIfOther(length);
    }

    @Override
    public void deleteSnapshot(String idOrName) throws IOException {
        refuseWrites();
        parts.snapshots.delete(idOrName);
    }

    @Override
    public void showSnapshot(String idOrName) throws IOException {
        if (setup.behaviour().writable()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a snapshot can be shown only of an image that is open for reading");
        }
        parts.snapshots.show(idOrName);
    }

    @Override
    public ImageDescription describe() {
        return new Description(
                        parts.metadata.store(),
                        parts.snapshots.table(),
                        parts.bitmaps.entries(),
                        setup.keys().encryption())
                .image();
    }

    @Override
    public boolean canKeepBitmaps() {
        return parts.geometry.version() >= 3;
    }

    @Override
    public List<BitmapInfo> bitmaps() throws IOException {
        return parts.bitmaps.bitmaps();
    }

    @Override
    public void addBitmap(String name, OptionalLong granularity, boolean recording)
            throws IOException {
        refuseWrites();
        parts.bitmaps.addBitmap(name, granularity, recording);
    }

    @Override
    public void removeBitmap(String name) throws IOException {
        refuseWrites();
        parts.bitmaps.removeBitmap(name);
    }

    @Override
    public void clearBitmap(String name) throws IOException {
        refuseWrites();
        parts.bitmaps.clearBitmap(name);
    }

    @Override
    public void recordBitmap(String name, boolean recording) throws IOException {
        refuseWrites();
        parts.bitmaps.recordBitmap(name, recording);
    }

    @Override
    public void markBitmap(String name, long offset, long length) throws IOException {
        refuseWrites();
        parts.bitmaps.markBitmap(name, offset, length);
    }

    @Override
    public Extent bitmapStatus(String name, long offset, long length) throws IOException {
        return parts.bitmaps.bitmapStatus(name, offset, length);
    }

    @Override
    public void close() throws IOException {
        try {
            if (setup.behaviour().writable() && !setup.corruption().found()) {
                try {
                    parts.bitmaps.close();
                } finally {
                    parts.metadata.writeBack().close();
                }
            }
        } finally {
            setup.keys().encryption().close();
            parts.close();
        }
    }
}
