package org.blockyard.format.parallels;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;

/** An open Parallels image. */
final class ParallelsDevice extends MappedDisk implements Checkable, Compacting, BitmapKeeping {
    private final ParallelsMap map;
    private final ImageBitmaps bitmaps;

    ParallelsDevice(ParallelsMap map, ImageBitmaps bitmaps, BufferPool buffers, boolean writable) {
        super(map, Backing.none(), Optional.empty(), buffers, writable);
        this.map = map;
        this.bitmaps = bitmaps;
    }

    @Override
    protected void changing(long offset, long length, RequestFlags flags) throws IOException {
        if (!bitmaps.begun()) {
            bitmaps.begin();
        }
        bitmaps.record(offset, length);
    }

    @Override
    protected boolean tryChanging(long offset, long length, RequestFlags flags) {
        if (!bitmaps.begun()) {
            return false;
        }
        bitmaps.record(offset, length);
        return true;
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        if (writable()) {
            flush();
        }
        var report = new CheckReport(findings);
        map.check(repair, report, progress);
        return report.result();
    }

    @Override
    public void compact(Progress progress) throws IOException {
        compaction(map, progress).run();
    }

    @Override
    public List<KeptBitmap> keptBitmaps() throws IOException {
        return bitmaps.keptBitmaps();
    }

    @Override
    public List<KeptBitmap> takeBitmaps() throws IOException {
        return bitmaps.takeBitmaps();
    }

    /** Only such that are named by an identifier. */
    @Override
    public boolean canKeepBitmaps() {
        return false;
    }

    @Override
    public void requireKeepable(String name, long granularity) throws IOException {
        bitmaps.requireKeepable(name, granularity);
    }

    @Override
    public void keepBitmaps(List<KeptBitmap> given) throws IOException {
        bitmaps.keepBitmaps(given);
    }

    @Override
    public void close() throws IOException {
        bitmaps.close();
        super.close();
    }
}
