package org.blockyard.format.qed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.ImageFile;

/**
 * Goes through all tables as they are in the file and counts clusters that are used twice, or can't
 * be where an entry says (specification: Consistency checking).
 */
final class TableWalk {
    private static final int PIECE = 64 << 10;
    private static final int ENTRY = Long.BYTES;
    private static final long UNALLOCATED = 0;
    private static final long ZERO = 1;

    private final ImageFile file;
    private final QedHeader header;
    private final long fileLength;
    private final boolean repair;
    private final CheckReport report;
    private final Progress progress;
    private UsedClusters used;
    private boolean firstPart;
    private long usedEnd;
    private long usedCount;
    private long last;

    /**
     * A walk.
     *
     * @param repair whether entries that can't be are taken away
     */
    TableWalk(
            ImageFile file,
            QedHeader header,
            boolean repair,
            CheckReport report,
            Progress progress) {
        this.file = file;
        this.header = header;
        this.fileLength = file.length();
        this.repair = repair;
        this.report = report;
        this.progress = progress;
        this.used = new UsedClusters(0, 0);
        this.usedEnd = header.headerBytes();
    }

    private long clustersInFile() {
        return fileLength / header.clusterSize();
    }

    /** Where the last cluster that is in use ends. */
    long usedEnd() {
        return usedEnd;
    }

    /** Clusters of the file that are not in use. */
    long leaks() {
        return Math.max(0, clustersInFile() - header.headerSize() - usedCount);
    }

    void run() throws IOException {
        for (long part = 0; part < clustersInFile(); part += UsedClusters.PART) {
            used = new UsedClusters(part, clustersInFile());
            firstPart = part == 0;
            use(header.l1Offset(), header.tableSize());
            eachEntry(header.l1Offset(), this::table);
            usedCount += used.count();
        }
        report.clusters(header.clusters());
    }

    /** Looks at an entry; false if it is wrong and should be taken away. */
    @FunctionalInterface
    private interface Look {
        boolean isRight(long entry, long index) throws IOException;
    }

    private void eachEntry(long table, Look look) throws IOException {
        for (long at = 0; at < header.tableBytes(); at += PIECE) {
            int size = (int) Math.min(PIECE, header.tableBytes() - at);
            var entries = file.read(table + at, size).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < size; i += ENTRY) {
                long entry = entries.getLong(i);
                if (entry != UNALLOCATED && !look.isRight(entry, (at + i) / ENTRY) && repair) {
                    file.write(table + at + i, ByteBuffer.allocate(ENTRY));
                }
            }
        }
    }

    private boolean table(long entry, long index) throws IOException {
        progress.update(index, header.tableEntries());
        if (!header.isTable(entry, fileLength)) {
            return wrong("L1 entry %d: no table can be at 0x%x".formatted(index, entry));
        }
        boolean own = true;
        for (int i = 0; i < header.tableSize(); i++) {
            if (use(entry + (long) i * header.clusterSize(), 1)) {
                wrongInAnyPart(
                        "L1 entry %d: cluster %d of the table at 0x%x is in use already"
                                .formatted(index, i, entry));
                own = false;
            }
        }
        if (own) {
            eachEntry(entry, (cluster, i) -> cluster(cluster, index, i));
        }
        return own;
    }

    private boolean cluster(long entry, long table, long index) {
        if (entry == ZERO) {
            return true;
        }
        if (firstPart) {
            report.allocated(last != 0 && last + header.clusterSize() != entry, false);
            last = entry;
        }
        if (!header.isCluster(entry, fileLength)) {
            return wrong(
                    "L2 table %d, entry %d: no cluster can be at 0x%x"
                            .formatted(table, index, entry));
        }
        if (use(entry, 1)) {
            wrongInAnyPart(
                    "L2 table %d, entry %d: the cluster at 0x%x is in use already"
                            .formatted(table, index, entry));
            return false;
        }
        return true;
    }

    /** What all parts see is told once. */
    private boolean wrong(String finding) {
        if (firstPart) {
            wrongInAnyPart(finding);
        }
        return false;
    }

    private void wrongInAnyPart(String finding) {
        if (repair) {
            report.corruptionFixed(finding);
        } else {
            report.corruption(finding);
        }
    }

    /** Whether clusters were in use before. */
    private boolean use(long offset, int count) {
        boolean before = false;
        long first = offset / header.clusterSize();
        for (long cluster = first; cluster < first + count; cluster++) {
            before |= used.seen(cluster);
        }
        usedEnd = Math.max(usedEnd, (first + count) * header.clusterSize());
        return before;
    }
}
