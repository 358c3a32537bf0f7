package org.blockyard.format.bochs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.blockyard.driver.BlockDevice;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.Limits;

/**
 * An open growing image. An extent of the disk is in the file behind a bitmap that has a bit for
 * each of its sectors; sectors without a bit read as zeroes.
 */
final class BochsDevice implements BlockDevice {
    private static final int SECTOR = BochsHeader.SECTOR;

    private final ImageFile file;
    private final BochsHeader header;
    private final Catalog catalog;
    private final Limits limits;

    BochsDevice(ImageFile file, BochsHeader header, Catalog catalog) {
        this.file = file;
        this.header = header;
        this.catalog = catalog;
        this.limits = Limits.NONE.aligned(SECTOR, 1);
    }

    @Override
    public long length() {
        return header.diskLength();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            int inside = (int) (at & header.extentLength() - 1);
            int length = Math.min(end - target.position(), header.extentLength() - inside);
            target.limit(target.position() + length);
            readExtent((int) (at / header.extentLength()), inside, target);
            at += length;
            target.limit(end);
        }
    }

    private void readExtent(int extent, int inside, ByteBuffer target) throws IOException {
        long number = catalog.number(extent);
        if (number == Catalog.ABSENT) {
            zero(target);
            return;
        }
        long bitmap = header.bitmapOffset(number);
        long data = bitmap + header.bitmapSpace();
        int first = inside / SECTOR;
        int last = first + target.remaining() / SECTOR;
        var written = WrittenSectors.read(file, bitmap, first, last);
        int end = target.limit();
        for (int sector = first, next; sector < last; sector = next) {
            next = written.endOfRun(sector);
            target.limit(target.position() + (next - sector) * SECTOR);
            if (written.has(sector)) {
                file.read(data + (long) sector * SECTOR, target);
            } else {
                zero(target);
            }
        }
        target.limit(end);
    }

    private static void zero(ByteBuffer target) {
        MemorySegment.ofBuffer(target).fill((byte) 0);
        target.position(target.limit());
    }

    /** Nothing: the file is the graph's to close. */
    @Override
    public void close() {}
}
