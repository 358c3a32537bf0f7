package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.format.qcow2.internal.meta.Refcounts;

/** Reference counts straight from the file, with the last block kept. */
final class DiskCounts {
    private final ImageFile file;
    private final Geometry geometry;
    private final long[] table;
    private long lastIndex = -1;
    private ByteBuffer last = ByteBuffer.allocate(0);

    DiskCounts(ImageFile file, Geometry geometry, long[] table) {
        this.file = file;
        this.geometry = geometry;
        this.table = table;
    }

    long of(long cluster) throws IOException {
        long index = cluster >>> geometry.refcountBlockBits();
        long block = index < table.length ? table[(int) index] & Refcounts.OFFSET_MASK : 0;
        if (block <= 0 || !geometry.aligned(block) || block >= file.length()) {
            return 0;
        }
        if (index != lastIndex) {
            last = file.read(block, geometry.clusterSize());
            lastIndex = index;
        }
        return RefcountWidth.get(
                last,
                geometry.refcountOrder(),
                (int) (cluster & (geometry.refcountsPerBlock() - 1)));
    }
}
