package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.L1Table;
import org.blockyard.format.qcow2.internal.meta.Refcounts;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Writes all reference counts with another width behind the old ones; one write of the header
 * switches to them. Works past all caches, and what was cached of the counts is void afterwards.
 */
public final class RefcountConversion {
    private final ImageFile file;
    private final HeaderStore store;
    private final Geometry geometry;
    private final Progress progress;
    private final UsedClusters used = new UsedClusters();

    /** For an image all of whose metadata are on disk. */
    public RefcountConversion(ImageFile file, HeaderStore store, Progress progress) {
        this.file = file;
        this.store = store;
        this.geometry = store.header().geometry();
        this.progress = progress;
    }

    /**
     * Converts them.
     *
     * @param order the logarithm of the new width in bits
     * @throws BlockException of kind {@code UNSUPPORTED} if a count does not fit
     */
    public void to(int order) throws IOException {
        var header = store.header();
        int clusters = header.refcountTableClusters();
        var wanted =
                new Geometry(
                        geometry.version(), geometry.clusterBits(), order, geometry.extended());
        var table =
                L1Table.longs(
                        file, header.refcountTableOffset(), clusters << geometry.clusterBits() - 3);
        for (int i = 0; i < table.length; i++) {
            if (table[i] != 0) {
                take(table[i] & Refcounts.OFFSET_MASK, i, wanted);
                progress.update(i, table.length);
            }
        }
        long start = used.highest() + 1;
        for (long block : table) {
            used.forget(geometry.clusterOf(block & Refcounts.OFFSET_MASK));
        }
        for (int i = 0; i < clusters; i++) {
            used.forget(geometry.clusterOf(header.refcountTableOffset()) + i);
        }
        used.add(0, 1);
        long end = new RefcountRebuild(file, store, wanted, used).run(start);
        file.touch(geometry.offsetOf(end));
        progress.update(table.length, table.length);
    }

    private void take(long offset, int index, Geometry wanted) throws IOException {
        var block = file.read(offset, geometry.clusterSize());
        long first = (long) index << geometry.refcountBlockBits();
        for (int i = 0; i < geometry.refcountsPerBlock(); i++) {
            long count = RefcountWidth.get(block, geometry.refcountOrder(), i);
            if (count != 0) {
                used.add(first + i, checked(count, first + i, wanted));
            }
        }
    }

    private int checked(long count, long cluster, Geometry wanted) throws BlockException {
        if (count < 0 || count > Math.min(wanted.maxRefcount(), Integer.MAX_VALUE)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Cannot decrease refcount entry width to %d bits: Cluster at offset 0x%x has a refcount of %s"
                            .formatted(
                                    wanted.refcountBits(),
                                    geometry.offsetOf(cluster),
                                    Long.toUnsignedString(count)));
        }
        return (int) count;
    }
}
