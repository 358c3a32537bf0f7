package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.format.qcow2.internal.meta.Refcounts;

/**
 * Compares the reference counts on disk with what is named, and corrects them in place where that
 * is wanted and possible.
 */
final class CountComparison {
    private final ImageFile file;
    private final Geometry geometry;
    private final Findings findings;
    private final long fileClusters;
    private final boolean fixLeaks;
    private UsedClusters used = new UsedClusters();
    private boolean fixErrors;
    private boolean rebuild;
    private long highest;

    CountComparison(ImageFile file, Geometry geometry, Findings findings, boolean fixLeaks) {
        this.file = file;
        this.geometry = geometry;
        this.findings = findings;
        this.fileClusters = geometry.clustersFor(file.length());
        this.fixLeaks = fixLeaks;
    }

    /** Whether corrections in place can't make it right. */
    boolean needsRebuild() {
        return rebuild;
    }

    /** The last cluster that is counted or named. */
    long highest() {
        return highest;
    }

    /**
     * Compares all that the table covers, and all that is named, in the window of what is named.
     */
    void compare(long[] table, UsedClusters named, boolean correct) throws IOException {
        used = named;
        fixErrors = correct;
        for (int i = 0; i < table.length; i++) {
            long first = (long) i << geometry.refcountBlockBits();
            long block = table[i] & Refcounts.OFFSET_MASK;
            if (first < Math.min(fileClusters, used.end())
                    && first + geometry.refcountsPerBlock() > used.start()
                    && block != 0
                    && geometry.aligned(block)
                    && block > 0
                    && block < file.length()) {
                compareBlock(block, first);
            }
        }
        for (long first : used.firstClusters()) {
            compareUncounted(table, first);
        }
    }

    private void compareBlock(long offset, long first) throws IOException {
        var block = file.read(offset, geometry.clusterSize());
        boolean changed = false;
        int count =
                (int)
                        Math.min(
                                geometry.refcountsPerBlock(),
                                Math.min(fileClusters, used.end()) - first);
        for (int i = (int) Math.max(0, used.start() - first); i < count; i++) {
            long counted = RefcountWidth.get(block, geometry.refcountOrder(), i);
            long named = used.get(first + i);
            if (counted != 0 || named != 0) {
                highest = Math.max(highest, first + i);
            }
            if (counted != named) {
                changed |= differs(first + i, counted, named, block, i);
            }
        }
        if (changed) {
            file.write(offset, block);
        }
    }

    private boolean differs(long cluster, long counted, long named, ByteBuffer block, int index) {
        var sentence =
                "cluster %d: reference count %s, references %d"
                        .formatted(cluster, Long.toUnsignedString(counted), named);
        boolean leak = counted < 0 || counted > named;
        boolean fix = leak ? fixLeaks : fixErrors && named <= geometry.maxRefcount();
        if (fix) {
            RefcountWidth.set(block, geometry.refcountOrder(), index, named);
        }
        if (leak) {
            findings.leak(sentence, fix);
        } else if (fix) {
            findings.repaired(sentence);
        } else {
            findings.corruption(sentence);
        }
        return fix;
    }

    /** Clusters that are named although no block counts them. */
    private void compareUncounted(long[] table, long first) {
        for (long cluster = first; cluster < first + UsedClusters.PAGE; cluster++) {
            long named = used.get(cluster);
            if (named == 0) {
                continue;
            }
            highest = Math.max(highest, cluster);
            long index = cluster >>> geometry.refcountBlockBits();
            long block = index < table.length ? table[(int) index] & Refcounts.OFFSET_MASK : 0;
            if (block == 0 || !geometry.aligned(block) || block < 0 || block >= file.length()) {
                rebuild = true;
                findings.corruption(
                        "cluster %d: reference count 0, references %d".formatted(cluster, named));
            }
        }
    }
}
