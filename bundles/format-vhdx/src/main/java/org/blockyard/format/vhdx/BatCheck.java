package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.ImageFile;

/** Looks whether each block of an image's table can be where the table says. */
final class BatCheck {
    private static final int PIECE = 1 << 20;

    private final ImageFile file;
    private final DiskShape shape;
    private final Region bat;
    private final List<Region> taken;

    BatCheck(ImageFile file, DiskShape shape, RegionTable regions) {
        this.file = file;
        this.shape = shape;
        this.bat = regions.bat();
        this.taken = List.of(new Region(0, Region.UNIT), regions.bat(), regions.metadata());
    }

    void run(CheckReport report, Progress progress) throws IOException {
        long end = shape.entries() * Long.BYTES;
        for (long at = 0; at < end; at += PIECE) {
            int size = (int) Math.min(PIECE, end - at);
            var entries = file.read(bat.offset() + at, size).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < size; i += Long.BYTES) {
                check((at + i) / Long.BYTES, entries.getLong(i), report);
            }
            progress.update(at + size, end);
        }
    }

    private void check(long index, long entry, CheckReport report) {
        int state = BatEntry.state(entry);
        boolean partial = state == BatEntry.PARTIALLY_PRESENT && shape.differencing();
        if (state != BatEntry.PRESENT && !partial) {
            return;
        }
        var place = new Region(BatEntry.offset(entry), length(index));
        if (place.offset() < 0 || place.offset() > Long.MAX_VALUE - place.length()) {
            report.corruption("VHDX BAT entry " + index + " offset overflow.");
        } else if (place.offset() >= file.length()) {
            report.corruption(truncated(index, "start", place.offset()));
        } else if (place.end() > file.length()) {
            report.corruption(truncated(index, "end", place.end()));
        } else {
            checkPlace(place, report);
        }
    }

    /** How much there must be; of the last block no more than belongs to the disk. */
    private long length(long index) {
        if (index % (shape.chunkRatio() + 1) == shape.chunkRatio()) {
            return Region.UNIT;
        }
        return index == shape.entryOf(shape.blocks() - 1) ? shape.sizeOfLast() : shape.blockSize();
    }

    private String truncated(long index, String which, long offset) {
        return ("VHDX BAT entry %d %s offset %d points after end of file (%d). Image has probably"
                        + " been truncated.")
                .formatted(index, which, offset, file.length());
    }

    private void checkPlace(Region place, CheckReport report) {
        for (var other : taken) {
            if (place.overlaps(other)) {
                report.corruption(
                        "VHDX region %s overlaps with region %s"
                                .formatted(place.range(), other.range()));
                return;
            }
        }
    }
}
