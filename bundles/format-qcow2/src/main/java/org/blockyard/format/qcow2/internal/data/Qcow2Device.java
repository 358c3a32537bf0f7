package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.crypto.luks.KeySlotChange;
import org.blockyard.driver.Amending;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.HandOver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.KeptBitmap;
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
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.option.OptionSchema;

/** An open qcow2 image: what can be done with it besides reading and writing it. */
public final class Qcow2Device extends GuestRequests
        implements BlockDevice,
                Resizable,
                Checkable,
                Compacting,
                Describable,
                Emptying,
                Rebasing,
                Compressing,
                Snapshotting,
                BitmapKeeping,
                Preallocated,
                HandOver,
                Amending<Qcow2AmendOptions> {
    /** A device for an image whose header was read, and the bitmaps that it lists. */
    public Qcow2Device(ImageSetup setup, BitmapDirectory directory) throws IOException {
        super(setup, ImageParts.of(setup, directory));
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
    public boolean preallocated() throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.spaceAhead.found();
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public Optional<HandOverState> handOver() {
        return setup.keys().encryption().handOver();
    }

    /** So that a rehearsal need not try the password. */
    @Override
    public Optional<HandOverState> preview() {
        return handOver();
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
                    .run(options.encrypt().get().slots());
        }
        long length = length();
        try {
            new Amendment(parts.metadata, parts.snapshots, this, options, progress)
                    .run(!parts.backing.never());
        } finally {
            renewIfChanged();
            announceIfOther(length);
        }
    }

    /** What is in memory is of no use after a change of the version or the width of counts. */
    private void renewIfChanged() throws IOException {
        var before = parts;
        if (!before.fit(setup)) {
            parts = before.anew(setup);
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
            parts.bitmaps.requireResizable(length);
            parts.resize.to(length, preallocation);
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
    public void compact(Progress progress) throws IOException {
        refuseWrites();
        if (parts.metadata.dataApart() || !snapshots().isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "an image with %s can't be compacted"
                            .formatted(
                                    parts.metadata.dataApart()
                                            ? "an external data file"
                                            : "snapshots"));
        }
        parts.metadata.writeBack().settle();
        parts.compaction.run(progress);
        parts.resize.trimFile();
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
        return parts.bitmaps.canKeepBitmaps();
    }

    @Override
    public List<KeptBitmap> keptBitmaps() throws IOException {
        return parts.bitmaps.keptBitmaps();
    }

    @Override
    public List<KeptBitmap> takeBitmaps() throws IOException {
        return parts.bitmaps.takeBitmaps();
    }

    @Override
    public void requireKeepable(String name, long granularity) throws IOException {
        parts.bitmaps.requireKeepable(name, granularity);
    }

    @Override
    public void keepBitmaps(List<KeptBitmap> bitmaps) throws IOException {
        parts.bitmaps.keepBitmaps(bitmaps);
    }

    @Override
    public void close() throws IOException {
        try {
            if (setup.behaviour().writable() && !setup.corruption().found()) {
                parts.metadata.writeBack().close();
            }
        } finally {
            setup.keys().encryption().close();
            parts.close();
        }
    }
}
