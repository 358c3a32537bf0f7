package org.blockyard.format.qcow2.internal.check;

import org.blockyard.format.qcow2.internal.layout.Geometry;

/** Takes down which parts of the file are named, if they are in the file. */
final class References {
    private final Geometry geometry;
    private final UsedClusters used;
    private final Findings findings;
    private final long end;

    References(Geometry geometry, UsedClusters used, Findings findings, long fileLength) {
        this.geometry = geometry;
        this.used = used;
        this.findings = findings;
        this.end = geometry.roundUp(fileLength);
    }

    /** Where the file's last cluster ends. */
    long end() {
        return end;
    }

    void add(long offset, long size, String what) {
        addTimes(offset, size, 1, what);
    }

    void addTimes(long offset, long size, int times, String what) {
        if (size <= 0) {
            return;
        }
        if (offset < 0 || offset > end - size && geometry.roundUp(offset + size) > end) {
            findings.corruption(
                    "%s at 0x%x lies beyond the end of the file".formatted(what, offset), times);
            return;
        }
        long last = geometry.clusterOf(offset + size - 1);
        for (long cluster = geometry.clusterOf(offset); cluster <= last; cluster++) {
            used.add(cluster, times);
        }
    }
}
