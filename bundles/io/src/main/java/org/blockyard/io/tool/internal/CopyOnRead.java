package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.RequestFlags;

/** Keeps in the disk what is read from the disks below it, by whole clusters. */
final class CopyOnRead {
    private static final int DEFAULT_UNIT = 64 << 10;
    private static final int MOST = 4 << 20;

    private CopyOnRead() {}

    static void copyUp(Disk disk, long offset, long length) throws IOException, CommandException {
        int unit = disk.user().node().describe().clusterSize().orElse(DEFAULT_UNIT);
        long from = offset / unit * unit;
        long to = Math.min((offset + length + unit - 1) / unit * unit, disk.lane().length());
        while (from < to) {
            var extent = disk.lane().chainStatus(from, to - from, Optional.empty());
            long count = Math.min(extent.length(), MOST);
            if (!Inspecting.allocated(extent)) {
                copy(disk, from, (int) count);
            }
            from += count;
        }
    }

    private static void copy(Disk disk, long offset, int count)
            throws IOException, CommandException {
        try (var lent = disk.platform().buffers().lend(count)) {
            var bytes = lent.bytes().clear().limit(count);
            disk.lane().read(offset, bytes);
            disk.lane().write(offset, bytes.flip(), RequestFlags.UNCHANGED);
        }
    }
}
