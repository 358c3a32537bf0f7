package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/**
 * A device with what its node does for its bitmaps: takes them over, or looks at them if nothing is
 * to be written, records writes, and gives them back at the end.
 */
final class RecordingDevice implements BlockDevice, Resizable, Checkable, Compressing {
    final BlockDevice device;
    private final BitmapKeeping image;
    private final boolean writable;
    private final Map<String, KeptBitmap> bitmaps = new LinkedHashMap<>();

    private RecordingDevice(BlockDevice device, boolean writable) throws IOException {
        this.device = device;
        this.image = (BitmapKeeping) device;
        this.writable = writable;
        for (var kept : writable ? image.takeBitmaps() : image.keptBitmaps()) {
            bitmaps.put(kept.name(), kept);
        }
    }

    static RecordingDevice open(TestContext context) throws IOException {
        var device = context.open();
        try {
            return new RecordingDevice(device, !context.readOnly);
        } catch (IOException e) {
            device.close();
            throw e;
        }
    }

    void addBitmap(String name, long granularity, boolean recording) throws IOException {
        image.requireKeepable(name, granularity);
        var bits = Optional.of(new DirtyBits(length(), granularity));
        bitmaps.put(name, new KeptBitmap(name, granularity, recording, bits));
    }

    void removeBitmap(String name) {
        bitmaps.remove(name);
    }

    void recordBitmap(String name, boolean recording) {
        bitmaps.computeIfPresent(
                name, (_, was) -> new KeptBitmap(name, was.granularity(), recording, was.bits()));
    }

    DirtyBits bits(String name) {
        return bitmaps.get(name).bits().orElseThrow();
    }

    List<BitmapInfo> bitmaps() {
        var infos = new ArrayList<BitmapInfo>();
        for (var kept : bitmaps.values()) {
            infos.add(
                    new BitmapInfo(
                            kept.name(),
                            kept.granularity(),
                            kept.recording(),
                            kept.bits().isEmpty(),
                            kept.bits().map(DirtyBits::dirtyBytes).orElse(0L)));
        }
        return infos;
    }

    private void record(long offset, long length) {
        for (var kept : bitmaps.values()) {
            if (kept.recording()) {
                kept.bits().ifPresent(bits -> bits.set(offset, length));
            }
        }
    }

    @Override
    public long length() {
        return device.length();
    }

    @Override
    public Limits limits() {
        return device.limits();
    }

    @Override
    public int compressedUnit() {
        return ((Compressing) device).compressedUnit();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        device.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        int length = source.remaining();
        device.write(offset, source, flags);
        record(offset, length);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        int length = source.remaining();
        boolean done = device.tryWrite(offset, source, flags);
        if (done) {
            record(offset, length);
        }
        return done;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        boolean done = device.writeZeroes(offset, length, flags);
        if (done) {
            record(offset, length);
        }
        return done;
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        device.discard(offset, length);
        record(offset, length);
    }

    @Override
    public void flush() throws IOException {
        device.flush();
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        return device.status(offset, length);
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        ((Resizable) device).resize(length, preallocation, exact);
        bitmaps.values().forEach(kept -> kept.bits().ifPresent(bits -> bits.resize(length)));
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        return ((Checkable) device).check(repair, findings, progress);
    }

    @Override
    public void close() throws IOException {
        try (device) {
            if (writable) {
                device.flush();
                image.keepBitmaps(List.copyOf(bitmaps.values()));
            }
        }
    }
}
